#!/bin/sh
# A program that runs while its files are replaced goes on with the old ones as far as it can: say that it should be
# started again. It is not ended from here: orders may be coming in.
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
