#!/bin/sh
# A running program continues with its old files. Ask for a restart, but do not end the program: orders may arrive.
set -eu
for exe in /proc/[0-9]*/exe; do
    case "$(readlink "$exe" 2>/dev/null || true)" in
    "/opt/tezgah/tezgah (deleted)")
        echo "Tezgâh çalışıyor: yeni sürüm için kapatıp yeniden açın." >&2
        echo "Tezgâh is running: quit it and start it again for the new version." >&2
        break
        ;;
    esac
done
