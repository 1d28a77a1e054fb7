"""The smallest PySide6 window, for comparison. Prints "painted" and the time, then idles until its input ends."""

from __future__ import annotations

import sys
import threading
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class Window(QMainWindow):
    painted = False

    def paintEvent(self, event: object) -> None:
        if not self.painted:
            self.painted = True
            print("painted", time.time(), flush=True)


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = Window()
    window.resize(1366, 768)
    window.show()
    ended = threading.Event()

    def wait_for_end() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait_for_end, daemon=True).start()
    timer = QTimer()
    timer.timeout.connect(lambda: ended.is_set() and app.quit())
    timer.start(200)
    sys.exit(app.exec())
