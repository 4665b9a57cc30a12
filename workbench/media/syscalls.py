"""What a confined decoder may ask of the kernel: three lists of system calls, and their numbers.

A decode needs little more than reading, memory and threads. What honest libraries try in vain is refused with
EACCES, what no decoder ever needs ends the process at once, and a call on no list answers ENOSYS, so that a newer
C library falls back to an older way instead of failing. The numbers are those of the kernel's own headers
(x86-64; the generic table for AArch64); a name without a number does not exist on that machine.
"""

from __future__ import annotations

_ALLOWED_NAMES = """
read readv pread64 write lseek close fstat mmap munmap mremap mprotect madvise brk futex clone set_robust_list
rseq rt_sigprocmask rt_sigreturn sched_getaffinity sched_yield getpid gettid clock_gettime clock_nanosleep
nanosleep gettimeofday getrandom newfstatat fcntl exit exit_group restart_syscall
"""

_REFUSED_NAMES = """
open openat openat2 creat stat lstat statx access faccessat faccessat2 readlink readlinkat getcwd ioctl prctl
arch_prctl rt_sigaction sigaltstack sysinfo uname getrlimit setrlimit prlimit64 getrusage times getuid geteuid
getgid getegid getppid getdents getdents64 statfs fstatfs pwrite64 writev ftruncate fallocate fadvise64 dup dup2
dup3 poll ppoll select pselect6 pipe pipe2 eventfd2 epoll_create1 sched_getparam sched_getscheduler
sched_setscheduler sched_setparam sched_setaffinity setpriority getpriority mlock munlock mincore membarrier
get_mempolicy set_mempolicy mbind getcpu set_tid_address timer_create setitimer
"""

_FATAL_NAMES = """
socket socketpair connect bind listen accept accept4 sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg shutdown
getsockopt setsockopt getsockname getpeername execve execveat fork vfork ptrace process_vm_readv
process_vm_writev kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_send_signal pidfd_getfd
mount umount2 pivot_root chroot unshare setns fsopen fsmount fsconfig fspick open_tree move_mount mount_setattr
io_uring_setup io_uring_enter io_uring_register io_setup io_submit bpf perf_event_open userfaultfd keyctl
add_key request_key memfd_create memfd_secret init_module finit_module delete_module kexec_load kexec_file_load
reboot swapon swapoff acct syslog settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname
personality setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset setsid
setpgid mkdir mkdirat rmdir mknod mknodat unlink unlinkat rename renameat renameat2 link linkat symlink
symlinkat chmod fchmod fchmodat chown fchown fchownat lchown truncate utimensat setxattr fsetxattr lsetxattr
name_to_handle_at open_by_handle_at splice tee vmsplice sendfile copy_file_range iopl ioperm modify_ldt seccomp
pkey_mprotect remap_file_pages shmget shmat msgget semget mq_open inotify_init1 fanotify_init
landlock_restrict_self process_madvise
"""

_X86_64 = """
read=0 readv=19 pread64=17 write=1 lseek=8 close=3 fstat=5 mmap=9 munmap=11 mremap=25 mprotect=10 madvise=28
brk=12 futex=202 clone=56 set_robust_list=273 rseq=334 rt_sigprocmask=14 rt_sigreturn=15 sched_getaffinity=204
sched_yield=24 getpid=39 gettid=186 clock_gettime=228 clock_nanosleep=230 nanosleep=35 gettimeofday=96
getrandom=318 newfstatat=262 fcntl=72 exit=60 exit_group=231 restart_syscall=219 open=2 openat=257 openat2=437
creat=85 stat=4 lstat=6 statx=332 access=21 faccessat=269 faccessat2=439 readlink=89 readlinkat=267 getcwd=79
ioctl=16 prctl=157 arch_prctl=158 rt_sigaction=13 sigaltstack=131 sysinfo=99 uname=63 getrlimit=97 setrlimit=160
prlimit64=302 getrusage=98 times=100 getuid=102 geteuid=107 getgid=104 getegid=108 getppid=110 getdents=78
getdents64=217 statfs=137 fstatfs=138 pwrite64=18 writev=20 ftruncate=77 fallocate=285 fadvise64=221 dup=32
dup2=33 dup3=292 poll=7 ppoll=271 select=23 pselect6=270 pipe=22 pipe2=293 eventfd2=290 epoll_create1=291
sched_getparam=143 sched_getscheduler=145 sched_setscheduler=144 sched_setparam=142 sched_setaffinity=203
setpriority=141 getpriority=140 mlock=149 munlock=150 mincore=27 membarrier=324 get_mempolicy=239
set_mempolicy=238 mbind=237 getcpu=309 set_tid_address=218 timer_create=222 setitimer=38 socket=41 socketpair=53
connect=42 bind=49 listen=50 accept=43 accept4=288 sendto=44 sendmsg=46 sendmmsg=307 recvfrom=45 recvmsg=47
recvmmsg=299 shutdown=48 getsockopt=55 setsockopt=54 getsockname=51 getpeername=52 execve=59 execveat=322
fork=57 vfork=58 ptrace=101 process_vm_readv=310 process_vm_writev=311 kill=62 tkill=200 tgkill=234
rt_sigqueueinfo=129 rt_tgsigqueueinfo=297 pidfd_open=434 pidfd_send_signal=424 pidfd_getfd=438 mount=165
umount2=166 pivot_root=155 chroot=161 unshare=272 setns=308 fsopen=430 fsmount=432 fsconfig=431 fspick=433
open_tree=428 move_mount=429 mount_setattr=442 io_uring_setup=425 io_uring_enter=426 io_uring_register=427
io_setup=206 io_submit=209 bpf=321 perf_event_open=298 userfaultfd=323 keyctl=250 add_key=248 request_key=249
memfd_create=319 memfd_secret=447 init_module=175 finit_module=313 delete_module=176 kexec_load=246
kexec_file_load=320 reboot=169 swapon=167 swapoff=168 acct=163 syslog=103 settimeofday=164 clock_settime=227
adjtimex=159 clock_adjtime=305 sethostname=170 setdomainname=171 personality=135 setuid=105 setgid=106
setreuid=113 setregid=114 setresuid=117 setresgid=119 setgroups=116 setfsuid=122 setfsgid=123 capset=126
setsid=112 setpgid=109 mkdir=83 mkdirat=258 rmdir=84 mknod=133 mknodat=259 unlink=87 unlinkat=263 rename=82
renameat=264 renameat2=316 link=86 linkat=265 symlink=88 symlinkat=266 chmod=90 fchmod=91 fchmodat=268 chown=92
fchown=93 fchownat=260 lchown=94 truncate=76 utimensat=280 setxattr=188 fsetxattr=190 lsetxattr=189
name_to_handle_at=303 open_by_handle_at=304 splice=275 tee=276 vmsplice=278 sendfile=40 copy_file_range=326
iopl=172 ioperm=173 modify_ldt=154 seccomp=317 pkey_mprotect=329 remap_file_pages=216 shmget=29 shmat=30
msgget=68 semget=64 mq_open=240 inotify_init1=294 fanotify_init=300 landlock_restrict_self=446
process_madvise=440
"""

_AARCH64 = """
read=63 readv=65 pread64=67 write=64 lseek=62 close=57 fstat=80 mmap=222 munmap=215 mremap=216 mprotect=226
madvise=233 brk=214 futex=98 clone=220 set_robust_list=99 rseq=293 rt_sigprocmask=135 rt_sigreturn=139
sched_getaffinity=123 sched_yield=124 getpid=172 gettid=178 clock_gettime=113 clock_nanosleep=115 nanosleep=101
gettimeofday=169 getrandom=278 newfstatat=79 fcntl=25 exit=93 exit_group=94 restart_syscall=128 openat=56
openat2=437 statx=291 faccessat=48 faccessat2=439 readlinkat=78 getcwd=17 ioctl=29 prctl=167 rt_sigaction=134
sigaltstack=132 sysinfo=179 uname=160 getrlimit=163 setrlimit=164 prlimit64=261 getrusage=165 times=153
getuid=174 geteuid=175 getgid=176 getegid=177 getppid=173 getdents64=61 statfs=43 fstatfs=44 pwrite64=68
writev=66 ftruncate=46 fallocate=47 fadvise64=223 dup=23 dup3=24 ppoll=73 pselect6=72 pipe2=59 eventfd2=19
epoll_create1=20 sched_getparam=121 sched_getscheduler=120 sched_setscheduler=119 sched_setparam=118
sched_setaffinity=122 setpriority=140 getpriority=141 mlock=228 munlock=229 mincore=232 membarrier=283
get_mempolicy=236 set_mempolicy=237 mbind=235 getcpu=168 set_tid_address=96 timer_create=107 setitimer=103
socket=198 socketpair=199 connect=203 bind=200 listen=201 accept=202 accept4=242 sendto=206 sendmsg=211
sendmmsg=269 recvfrom=207 recvmsg=212 recvmmsg=243 shutdown=210 getsockopt=209 setsockopt=208 getsockname=204
getpeername=205 execve=221 execveat=281 ptrace=117 process_vm_readv=270 process_vm_writev=271 kill=129 tkill=130
tgkill=131 rt_sigqueueinfo=138 rt_tgsigqueueinfo=240 pidfd_open=434 pidfd_send_signal=424 pidfd_getfd=438
mount=40 umount2=39 pivot_root=41 chroot=51 unshare=97 setns=268 fsopen=430 fsmount=432 fsconfig=431 fspick=433
open_tree=428 move_mount=429 mount_setattr=442 io_uring_setup=425 io_uring_enter=426 io_uring_register=427
io_setup=0 io_submit=2 bpf=280 perf_event_open=241 userfaultfd=282 keyctl=219 add_key=217 request_key=218
memfd_create=279 memfd_secret=447 init_module=105 finit_module=273 delete_module=106 kexec_load=104
kexec_file_load=294 reboot=142 swapon=224 swapoff=225 acct=89 syslog=116 settimeofday=170 clock_settime=112
adjtimex=171 clock_adjtime=266 sethostname=161 setdomainname=162 personality=92 setuid=146 setgid=144
setreuid=145 setregid=143 setresuid=147 setresgid=149 setgroups=159 setfsuid=151 setfsgid=152 capset=91
setsid=157 setpgid=154 mkdirat=34 mknodat=33 unlinkat=35 renameat=38 renameat2=276 linkat=37 symlinkat=36
fchmod=52 fchmodat=53 fchown=55 fchownat=54 truncate=45 utimensat=88 setxattr=5 fsetxattr=7 lsetxattr=6
splice=76 tee=77 vmsplice=75 sendfile=71 copy_file_range=285 seccomp=277 pkey_mprotect=288 remap_file_pages=234
shmget=194 shmat=196 msgget=186 semget=190 mq_open=180 inotify_init1=26 fanotify_init=262
landlock_restrict_self=446 process_madvise=440
"""

ALLOWED = tuple(_ALLOWED_NAMES.split())
REFUSED = tuple(_REFUSED_NAMES.split())
FATAL = tuple(_FATAL_NAMES.split())

AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_TABLES = {"x86_64": _X86_64, "aarch64": _AARCH64}


def numbers(machine: str) -> dict[str, int]:
    """Gives the number of each listed call on a machine as ``platform.machine()`` names it; empty if unknown."""
    pairs = (entry.split("=") for entry in _TABLES.get(machine, "").split())
    return {name: int(number) for name, number in pairs}
