#!/usr/bin/env bash
# Downloads the real data set. usage: download_data.sh DIR
# Run again after an interruption, it goes on where it stopped. A file gets its name only when it is whole; until then it ends in .part.
# DUET_DATA_URL overrides the address of the folder that holds the files.
set -euo pipefail

dir=${1:?usage: download_data.sh DIR}
url=${DUET_DATA_URL:-https://zenodo.org/records/4452953/files}
names=(data_wr_train.npy data_sp_train.npy labels_train.npy data_wr_test.npy data_sp_test.npy labels_test.npy)

die() {
    echo "error: $*" >&2
    exit 1
}

bytes() { stat -c %s "$1" 2>/dev/null || echo 0; }

# The size in bytes that the header of an npy file implies; nothing if it has none.
# Format: magic "\x93NUMPY", two version bytes, header length (2 bytes little-endian, from version 2 on 4), header, elements.
npy_bytes() {
    local -a head
    local start header item extent count=1
    mapfile -t head < <(od -An -v -tu1 -w1 -N12 "$1")
    ((${#head[@]} == 12)) || return 0
    start=$((10 + head[8] + 256 * head[9]))
    ((head[6] == 1)) || start=$((start + 2 + 65536 * (head[10] + 256 * head[11])))
    header=$(head -c "$((start < 65536 ? start : 65536))" "$1" | tr -cd '[:print:]')
    [[ $header =~ ^NUMPY.*\'descr\':\ *\'[\<\>\|=]?([biufSU])([0-9]{1,6})\' ]] || return 0
    item=$((10#${BASH_REMATCH[2]}))
    if [[ ${BASH_REMATCH[1]} == U ]]; then item=$((4 * item)); fi
    [[ $header =~ \'shape\':\ *\(([0-9, ]*)\) ]] || return 0
    for extent in ${BASH_REMATCH[1]//,/ }; do count=$((count * extent)); done
    echo $((start + item * count))
}

# The size of the whole file that the headers of the last answer announce; nothing if they do not.
announced_bytes() {
    tr -d '\r' <"$headers" | awk '
        /^HTTP\// { size = "" }
        tolower($1) == "content-length:" && size == "" { size = $2 }
        tolower($1) == "content-range:" { sub(".*/", ""); size = $0 }
        END { if (size ~ /^[0-9]+$/) print size }'
}

# Asks for what is missing of NAME, again and again as long as each answer brings more of it.
fetch() {
    local part=$dir/$1.part before code status
    while true; do
        before=$(bytes "$part")
        code=0
        status=$(curl --fail --location --continue-at - --connect-timeout 20 --speed-limit 1 --speed-time 60 "${progress[@]}" \
            --dump-header "$headers" --write-out '%{http_code}' --output "$part" "$url/$1?download=1") || code=$?
        case $code in
        0) return ;;
        22)
            ((status == 416 && before > 0)) && return # nothing is missing
            die "$1: $url answers $status"
            ;;
        33) rm "$part" ;; # this server cannot go on in the middle of a file
        18 | 28 | 52 | 55 | 56 | 92)
            (($(bytes "$part") > before)) || die "$1: the connection broke after $(bytes "$part") bytes; run it again to go on"
            ;;
        23 | 153) die "$1: cannot write into $dir: disk full, or more than 2 GiB sent" ;;
        *) die "cannot reach $url (curl error $code); is there a network?" ;;
        esac
    done
}

# Gives NAME.part its name if it is as long as the server and its own header say. If not, going on cannot mend it: it goes.
accept() {
    local part=$dir/$1.part size announced expected
    size=$(bytes "$part")
    announced=$(announced_bytes)
    expected=$(npy_bytes "$part")
    if [[ $size != "${announced:-$size}" ]]; then
        rm "$part"
        die "$1: $size bytes came, the server announced $announced; run it again"
    elif [[ $size != "$expected" ]]; then
        rm "$part"
        die "$1: $size bytes came, its header promises ${expected:-nothing: it is no npy file}"
    fi
    mv "$part" "$dir/$1"
}

cat <<'END'
"Written and spoken digits database for multimodal learning"
Lyes Khacef, Laurent Rodriguez, Benoit Miramond, 2019. https://zenodo.org/records/4452953
Licence: Creative Commons Attribution 4.0 (CC-BY 4.0): name the authors wherever you pass it or its results on.
END

command -v curl >/dev/null || die "curl is not installed (Debian: apt-get install curl ca-certificates)"
mkdir -p "$dir" 2>/dev/null && [[ -w $dir ]] || die "cannot write into $dir"
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
ulimit -f 2097152 # KiB; the largest file is under 400 MB
if [[ -t 2 ]]; then progress=(--progress-bar); else progress=(--silent); fi

for name in "${names[@]}"; do
    if [[ -e $dir/$name ]]; then
        [[ $(bytes "$dir/$name") == "$(npy_bytes "$dir/$name")" ]] || die "$dir/$name is damaged: delete it and run this again"
        echo "$name: there already"
        continue
    fi
    fetch "$name"
    accept "$name"
    echo "$name: $(bytes "$dir/$name") bytes"
done
echo "The data set is in $dir: digits train --data $dir"
