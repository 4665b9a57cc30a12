"""The core of the Investigation Workbench: cases, evidence, policy, decision and memo, with no screen."""
