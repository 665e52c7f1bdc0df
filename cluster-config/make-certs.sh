#!/usr/bin/env bash
# Makes a private authority and the certificates of nodes and clients. See usage below, and docs/cluster.md.
set -euo pipefail

usage() {
  cat <<'END'
usage: make-certs.sh [--days N] DIR NAME=HOST[,HOST...]...

Makes certificates for TLS between the nodes and clients of a cluster. Each NAME gets a certificate that is good for the
host names and IP addresses after the equals sign: all under which others reach that node or client. Files in DIR:

  ca.crt          certificate of the authority; every node and client needs it (snncluster.tls.authority)
  ca.key          key of the authority: whoever has it can let anyone in. Keep it off the nodes
  NAME.p12        certificate and private key (snncluster.tls.certificate)
  NAME.password   the password of NAME.p12 (snncluster.tls.password-file)

Where DIR has an authority already, it is used again, so that nodes can be added later. No file is overwritten. Files are
readable by you alone, but for ca.crt.

  --days N   how long certificates are valid, 1 to 3650 days; 365 by default. The authority is valid ten times as long

Example:
  make-certs.sh certs host-1=host-1,10.0.0.1 host-2=host-2,10.0.0.2 client=10.0.0.9
END
}

say() { printf 'make-certs: %s\n' "$*" >&2; }

wrong() { # wrong MESSAGE: what was asked for cannot be done
  say "$1"
  say "try: make-certs.sh --help"
  exit 2
}

# --- what was asked for

days=365
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --days)
      [[ ${2-} =~ ^[1-9][0-9]{0,3}$ && $2 -le 3650 ]] || wrong "--days is '${2-}': must be a whole number from 1 to 3650"
      days=$2
      shift 2
      ;;
    -*) wrong "unknown option $1" ;;
    *) break ;;
  esac
done

[ $# -ge 1 ] || wrong "DIR is missing"
[ $# -ge 2 ] || wrong "NAME=HOST is missing"
folder=$1
shift
command -v openssl >/dev/null || wrong "openssl is needed: there is none on the PATH"

is_ipv4() {
  local part
  [[ $1 =~ ^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})$ ]] || return 1
  for part in "${BASH_REMATCH[@]:1}"; do [ "$((10#$part))" -le 255 ] || return 1; done
}

alternative_name() { # alternative_name HOST: as OpenSSL wants it; fails where it is none
  if is_ipv4 "$1" || [[ $1 == *:* && $1 =~ ^[0-9A-Fa-f:]{2,39}$ ]]; then
    echo "IP:$1"
  elif [[ ${#1} -le 253 && ! $1 =~ ^[0-9.]+$ && $1 =~ ^(\*\.)?[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$ ]]; then
    echo "DNS:$1"
  else
    return 1
  fi
}

# All is checked before anything is written.
names=()
alternatives=()
for argument in "$@"; do
  [[ $argument == *=* ]] || wrong "'$argument' has no hosts: must be NAME=HOST[,HOST...]"
  name=${argument%%=*}
  [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$ ]] || wrong "the name is '$name': must be 1 to 64 letters, digits, . _ -"
  [ "$name" != ca ] || wrong "the name is 'ca': that is the authority's"
  [[ " ${names[*]-} " != *" $name "* ]] || wrong "the name '$name' is there twice"
  list=
  IFS=, read -ra hosts <<<"${argument#*=}"
  [ ${#hosts[@]} -gt 0 ] || wrong "'$argument' has no hosts: must be NAME=HOST[,HOST...]"
  for host in "${hosts[@]}"; do
    entry=$(alternative_name "$host") || wrong "a host of '$name' is '$host': must be a host name or an IP address"
    list+=${list:+,}$entry
  done
  names+=("$name")
  alternatives+=("$list")
  for file in "$folder/$name.p12" "$folder/$name.password"; do
    [ ! -e "$file" ] || wrong "$file is there already: nothing is overwritten"
  done
done
if [ -e "$folder/ca.crt" ] || [ -e "$folder/ca.key" ]; then
  if [ ! -r "$folder/ca.crt" ] || [ ! -r "$folder/ca.key" ]; then
    wrong "$folder has a part of an authority: must have both ca.crt and ca.key, readable, or neither"
  fi
  openssl x509 -in "$folder/ca.crt" -noout -checkend $((days * 86400)) >/dev/null ||
    wrong "$folder/ca.crt ends before $days days are over: take fewer --days, or another folder for a new authority"
fi

# --- making it

umask 077
mkdir -p "$folder"
work=$(mktemp -d "$folder/.making.XXXXXX")
trap 'rm -rf "$work"' EXIT

if [ ! -e "$folder/ca.crt" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days $((days * 10)) \
    -subj "/CN=snncluster authority" -addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
    -addext "keyUsage=critical,keyCertSign,cRLSign" -keyout "$work/ca.key" -out "$work/ca.crt" 2>"$work/log" ||
    { cat "$work/log" >&2 && exit 1; }
  chmod 644 "$work/ca.crt"
  mv -n "$work/ca.key" "$work/ca.crt" "$folder/"
  say "made the authority $folder/ca.crt; keep $folder/ca.key off the nodes"
fi

for ((i = 0; i < ${#names[@]}; i++)); do
  name=${names[i]}
  printf 'subjectAltName=%s\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' \
    "${alternatives[i]}" >"$work/extensions"
  openssl rand -hex 24 >"$work/$name.password"
  # The password goes through a file: other users can read command lines.
  {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj "/CN=$name" \
      -keyout "$work/key" -out "$work/request" &&
      openssl x509 -req -in "$work/request" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" \
        -set_serial "0x$(openssl rand -hex 16)" -sha256 -days "$days" -extfile "$work/extensions" -out "$work/crt" &&
      openssl pkcs12 -export -inkey "$work/key" -in "$work/crt" -name "$name" \
        -passout "file:$work/$name.password" -out "$work/$name.p12"
  } 2>"$work/log" || { cat "$work/log" >&2 && exit 1; }
  chmod 600 "$work/$name.p12" "$work/$name.password"
  mv -n "$work/$name.p12" "$work/$name.password" "$folder/"
  say "made $folder/$name.p12 for ${alternatives[i]}"
done
