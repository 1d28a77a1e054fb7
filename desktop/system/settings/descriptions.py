"""What each setting is, in the words of the people who set it: Turkish and English."""

from __future__ import annotations

from typing import Final

_SOUND = ("sesinin yüksekliği, yüzde", "how loud it is, in percent")

WORDS: Final[dict[str, tuple[str, str]]] = {
    "language": ("Dil", "Language"),
    "theme": ("Görünüm: sistemdeki gibi, açık, koyu", "Appearance: like the system, light, dark"),
    "text_scale": ("Yazı boyutu, yüzde", "Size of the text, in percent"),
    "cards": ("Kartların boyu: küçük, normal, büyük", "Size of the cards: compact, normal, large"),
    "full_screen": ("Tam ekran", "Full screen"),
    "pin_guards_settings": ("PIN ayarlar için sorulsun", "The PIN is asked for before the settings"),
    "pin_guards_cancelling": (
        "PIN sipariş iptali için sorulsun",
        "The PIN is asked for before an order is cancelled",
    ),
    "pin_guards_leaving": (
        "PIN tam ekrandan ve programdan çıkmak için sorulsun",
        "The PIN is asked for before full screen is left or the program quit",
    ),
    "preset_times": (
        "Tek basışla seçilen hazırlama süreleri, dakika",
        "Preparation times that are one press away, in minutes",
    ),
    "preparing_time": ("Her zamanki hazırlama süresi, dakika", "The usual preparation time, in minutes"),
    "base_url": (
        "Dükkango API'sinin adresi; boş: Dükkango'nun kendisi",
        "Address of the API; empty: Dükkango's own",
    ),
    "poll_seconds": (
        "Sorgular arası saniye; none: Dükkango'nun izin verdiği",
        "Seconds between polls; none: as Dükkango allows",
    ),
    "update_url": (
        "Yeni sürümlerin sorulacağı adres; boş: sorulmaz",
        "Address that is asked for new versions; empty: none is",
    ),
    "waiting_after": (
        "Bekleyen siparişin zili kaç dakika sonra hızlanır",
        "Minutes after which a waiting order rings faster",
    ),
    "urgent_after": (
        "Bekleyen siparişin zili kaç dakika sonra iyice hızlanır",
        "Minutes after which a waiting order rings faster still",
    ),
    "mute_minutes": (
        "Susturulan sipariş kaç dakika sonra yeniden çalar; 0: hiç",
        "Minutes after which a muted order rings again; 0: never",
    ),
    "not_receiving_after": (
        "Kaç saniye yanıt gelmezse sipariş alınamadığı haber verilir; her durumda sorgular arası süreden uzun",
        "Seconds without an answer after which it is said that no orders arrive; in any case longer than the time between polls",
    ),
    "volume_new": (f"Yeni sipariş {_SOUND[0]}; en az 40", f"A new order: {_SOUND[1]}; at least 40"),
    "volume_waiting": (
        f"Bekleyen ve uzun bekleyen sipariş {_SOUND[0]}; en az 40",
        f"A waiting order, and one that waits for long: {_SOUND[1]}; at least 40",
    ),
    "volume_lost": (f"Bağlantı yok {_SOUND[0]}", f"No orders arrive: {_SOUND[1]}"),
    "volume_changed": (f"Sipariş değişti {_SOUND[0]}", f"An order changed: {_SOUND[1]}"),
    "sound_new": (
        "Yeni sipariş sesi: kendi ses dosyanız",
        "The sound of a new order: a sound file of your own",
    ),
    "sound_waiting": (
        "Bekleyen sipariş sesi: kendi ses dosyanız",
        "The sound of a waiting order: a sound file of your own",
    ),
    "sound_urgent": (
        "Uzun bekleyen sipariş sesi: kendi ses dosyanız",
        "The sound of an order that waits for long: a sound file of your own",
    ),
    "sound_lost": (
        "Bağlantı yok sesi: kendi ses dosyanız",
        "The sound of no orders arriving: a sound file of your own",
    ),
    "sound_changed": (
        "Sipariş değişti sesi: kendi ses dosyanız",
        "The sound of an order that changed: a sound file of your own",
    ),
    "quiet_from": (
        "Sessiz saatlerin başlangıcı, örneğin 22:30; boş: yok",
        "Quiet hours begin, as 22:30; empty: none",
    ),
    "quiet_until": (
        "Sessiz saatlerin bitişi, örneğin 08:00; boş: yok",
        "Quiet hours end, as 08:00; empty: none",
    ),
    "quiet_volume": (
        "Sessiz saatlerde ses, yüzde; siparişte en az 40",
        "How loud it is in quiet hours, in percent; of orders at least 40",
    ),
    "keep_awake": ("Bağlıyken bilgisayar uykuya geçmesin", "Keep the computer awake while connected"),
    "auto_accept": ("Siparişleri otomatik kabul et", "Accept orders by rule"),
    "auto_accept_minutes": (
        "Otomatik kabulün hazırlama süresi, dakika; 0: her zamanki",
        "Preparation time that the rule promises, in minutes; 0: the usual one",
    ),
    "auto_accept_from": (
        "Otomatik kabulün başladığı saat; boş: bütün gün",
        "The rule holds from; empty: the whole day",
    ),
    "auto_accept_until": (
        "Otomatik kabulün bittiği saat; boş: bütün gün",
        "The rule holds until; empty: the whole day",
    ),
    "auto_accept_most_waiting": (
        "Otomatik kabul en çok bu kadar sipariş beklerken geçerli; 0: sınır yok",
        "The rule holds while no more orders wait; 0: any number",
    ),
    "auto_accept_total_under": (
        "Bu tutar ve üstü kişiye bırakılır, lira; 0: sınır yok",
        "Orders of so many lira and above are left to a person; 0: none",
    ),
    "auto_accept_notes": (
        "Notlu siparişler de otomatik kabul edilsin",
        "The rule accepts orders with a note too",
    ),
    "begin_margin_minutes": (
        "İleri saatli siparişe hazırlama süresinden kaç dakika önce başlansın",
        "Minutes before its preparation time at which an order for later is to be begun",
    ),
    "keep_personal_data_days": (
        "Ad, telefon, adres ve notlar kaç gün saklansın; 0: hep",
        "Days that names, phones, addresses and notes are kept; 0: for good",
    ),
}
"""Setting -> Turkish, English. What the program notes for itself has no entry."""
