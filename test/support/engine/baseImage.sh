#!/bin/bash
# Makes a root file system with Debian's own Python from the packages installed on this machine, as one tar file:
# no network, no registry, the same bytes every time. Usage: baseImage.sh OUT.tar
set -eu
out=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

wanted="python3 python3-venv libpython3-stdlib dash coreutils ca-certificates libgomp1 libstdc++6 libgl1 libglib2.0-0"
closure=$(apt-cache depends --installed --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
  --no-replaces --no-enhances $wanted 2>/dev/null | grep -E '^[a-z0-9]' | sed 's/:any$//' | sort -u)
packages=$(dpkg-query -W -f '${db:Status-Abbrev} ${binary:Package}\n' $closure 2>/dev/null | awk '$1=="ii"{print $2}')
# Drivers and compilers that libgl1 drags in are of no use to a worker.
packages=$(echo "$packages" | grep -vE '^(libllvm|libgl1-mesa-dri|mesa-|libz3|perl|gcc-)' || true)

dpkg -L $packages | grep -vE '^/usr/share/(doc|man|locale|info|lintian)(/|$)' | grep -E '^/[^.]' \
  | sed -E 's#^/(bin|sbin|lib|lib64)(/|$)#/usr/\1\2#' | sort -u \
  | while read -r f; do if [ -L "$f" ] || [ -f "$f" ]; then echo ".$f"; fi; done > "$work/list"

root=$work/root
mkdir -p "$root"/{usr/bin,usr/sbin,usr/lib,usr/lib64,etc,root,proc,sys,dev,run,tmp,var/tmp}
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done
chmod 1777 "$root/tmp" "$root/var/tmp"
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n' > "$root/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' > "$root/etc/group"
tar -C / --no-recursion -T "$work/list" -c ./etc/ssl/certs 2>/dev/null | tar -C "$root" -x
mkdir -p "$root/etc/ssl/certs"
cp -aL /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
ldconfig -r "$root"
tar -C "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -c . -f "$out.part"
mv "$out.part" "$out"
