<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="tr_TR" sourcelanguage="en">
<context>
    <name>Plurals</name>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n ürün</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) muted</source>
        <translation>
            <numerusform>%n sipariş susturuldu</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) waiting</source>
        <translation>
            <numerusform>%n sipariş bekliyor</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n off sale</source>
        <translation>
            <numerusform>%n ürün satışta değil</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s)</source>
        <translation>
            <numerusform>%n sipariş</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more being prepared for searching</source>
        <translation>
            <numerusform>%n tanesi aramaya hazırlanıyor</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) marked</source>
        <translation>
            <numerusform>%n sipariş işaretli</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %n</source>
        <translation>
            <numerusform>%n siparişi kabul et</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delivered: %n</source>
        <translation>
            <numerusform>Teslim edildi: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mark all %n order(s)</source>
        <translation>
            <numerusform>%n siparişin hepsini işaretle</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new order(s)</source>
        <translation>
            <numerusform>%n yeni sipariş</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n tane daha</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more dish(es) below</source>
        <translation>
            <numerusform>Aşağıda %n ürün daha</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more dish(es): press “Show everything”</source>
        <translation>
            <numerusform>%n ürün daha var: “Tümünü göster”e basın</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) arrived</source>
        <translation>
            <numerusform>%n sipariş geldi</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) were taken over.</source>
        <translation>
            <numerusform>%n ayar alındı.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n dakika</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n saniye</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more trouble(s)</source>
        <translation>
            <numerusform>%n sorun daha</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) came that cannot be read as an order: check Dükkango&apos;s panel.</source>
        <translation>
            <numerusform>Sipariş olarak okunamayan %n kayıt geldi: Dükkango panelinden bakın.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>board</name>
    <message>
        <source>Orders under way</source>
        <translation>Devam eden siparişler</translation>
    </message>
</context>
<context>
    <name>branches</name>
    <message>
        <source>All</source>
        <translation>Hepsi</translation>
    </message>
</context>
<context>
    <name>checkup</name>
    <message>
        <source>There is a tray for the icon and for notifications</source>
        <translation>Simge ve bildirimler için bir sistem tepsisi var</translation>
    </message>
    <message>
        <source>This desktop has no tray: window and sound tell of orders, closing the window quits</source>
        <translation>Bu masaüstünde sistem tepsisi yok: siparişleri pencere ve ses bildirir, pencere kapanınca program biter</translation>
    </message>
    <message>
        <source>Check-up</source>
        <translation>Tanı</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Bulunanlar</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Tekrar bak</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Bakılıyor…</translation>
    </message>
    <message>
        <source>Something is in the way of orders:</source>
        <translation>Sipariş almaya engel bir şey var:</translation>
    </message>
    <message>
        <source>Orders can arrive; there is something to look at:</source>
        <translation>Siparişler geliyor; yine de bakılacak bir şey var:</translation>
    </message>
    <message>
        <source>All is well: orders can arrive and be heard.</source>
        <translation>Her şey yolunda: siparişler geliyor ve duyuluyor.</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>İyi</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>Öneri</translation>
    </message>
    <message>
        <source>Trouble</source>
        <translation>Sorun</translation>
    </message>
</context>
<context>
    <name>contact</name>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adres</translation>
    </message>
    <message>
        <source>Copy phone (T)</source>
        <translation>Telefonu kopyala (T)</translation>
    </message>
    <message>
        <source>Copy address (A)</source>
        <translation>Adresi kopyala (A)</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Harita</translation>
    </message>
    <message>
        <source>Opens the browser and sends street, district and city to the map service</source>
        <translation>Tarayıcıyı açar; sokak, ilçe ve şehri harita hizmetine gönderir</translation>
    </message>
    <message>
        <source>Sold out…</source>
        <translation>Tükendi…</translation>
    </message>
    <message>
        <source>The phone number is copied</source>
        <translation>Telefon numarası kopyalandı</translation>
    </message>
    <message>
        <source>The address is copied</source>
        <translation>Adres kopyalandı</translation>
    </message>
    <message>
        <source>No browser could be opened. Copy the address instead (A).</source>
        <translation>Tarayıcı açılamadı. Bunun yerine adresi kopyalayın (A).</translation>
    </message>
</context>
<context>
    <name>detail</name>
    <message>
        <source>Preparation time</source>
        <translation>Hazırlama süresi</translation>
    </message>
    <message>
        <source>Take off the board</source>
        <translation>Panodan kaldır</translation>
    </message>
    <message>
        <source>Other preparation time</source>
        <translation>Başka hazırlama süresi</translation>
    </message>
    <message>
        <source>Rush: +{minutes} min</source>
        <translation>Yoğunluk: +{minutes} dk</translation>
    </message>
    <message>
        <source>Make {minutes} min the usual time</source>
        <translation>Her zamanki süre {minutes} dk olsun</translation>
    </message>
    <message>
        <source>{typed} min: only 1 to 240</source>
        <translation>{typed} dk olmaz: 1–240 arası</translation>
    </message>
    <message>
        <source>{accept} · {minutes} min</source>
        <translation>{accept} · {minutes} dk</translation>
    </message>
    <message>
        <source>Accept, {minutes} minutes (Enter)</source>
        <translation>Kabul et, {minutes} dakika (Enter)</translation>
    </message>
    <message>
        <source>{minutes} minutes</source>
        <translation>{minutes} dakika</translation>
    </message>
    <message>
        <source>Show everything: this order is longer than fits here</source>
        <translation>Tümünü göster: bu sipariş buraya sığmıyor</translation>
    </message>
    <message>
        <source>No order selected</source>
        <translation>Sipariş seçilmedi</translation>
    </message>
    <message>
        <source>Selected order</source>
        <translation>Seçili sipariş</translation>
    </message>
    <message>
        <source>NOTE</source>
        <translation>NOT</translation>
    </message>
    <message>
        <source>No dishes could be read. See “Other details as received” below.</source>
        <translation>Hiçbir ürün okunamadı. Aşağıdaki “Okunamayan / diğer bilgiler”e bakın.</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>Okunamayan</translation>
    </message>
    <message>
        <source>Key at Dükkango</source>
        <translation>Dükkango sipariş kodu</translation>
    </message>
    <message>
        <source>Arrived {time}</source>
        <translation>Geldi {time}</translation>
    </message>
    <message>
        <source>Ordered {time}</source>
        <translation>Sipariş {time}</translation>
    </message>
    <message>
        <source>Dükkango refuses the receipt of this order. It is saved here; check it in Dükkango&apos;s panel.</source>
        <translation>Dükkango bu siparişin alındı bildirimini reddediyor. Sipariş burada kayıtlı; Dükkango panelinden kontrol edin.</translation>
    </message>
    <message>
        <source>Some details could not be read: {names}. Ask the customer or check Dükkango&apos;s panel.</source>
        <translation>Bazı bilgiler okunamadı: {names}. Müşteriye sorun ya da Dükkango panelinden bakın.</translation>
    </message>
    <message>
        <source>Dish without a name</source>
        <translation>Adı olmayan ürün</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>İndirim</translation>
    </message>
    <message>
        <source>Delivery fee</source>
        <translation>Teslimat ücreti</translation>
    </message>
    <message>
        <source>Tip</source>
        <translation>Bahşiş</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Müşteri</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adres</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Durum</translation>
    </message>
    <message>
        <source>At Dükkango</source>
        <translation>Dükkango&apos;da</translation>
    </message>
    <message>
        <source>Acceptance</source>
        <translation>Kabul</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Şu an</translation>
    </message>
    <message>
        <source>Promised</source>
        <translation>Söz verilen</translation>
    </message>
    <message>
        <source>saved here, being told to Dükkango</source>
        <translation>burada kayıtlı, Dükkango&apos;ya bildiriliyor</translation>
    </message>
    <message>
        <source>saved here, told to Dükkango</source>
        <translation>burada kayıtlı, Dükkango&apos;ya bildirildi</translation>
    </message>
    <message>
        <source>saved here, refused by Dükkango</source>
        <translation>burada kayıtlı, Dükkango reddetti</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Alındı</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Zamanlar</translation>
    </message>
    <message>
        <source>Restaurant</source>
        <translation>Restoran</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ses</translation>
    </message>
    <message>
        <source>muted for this order</source>
        <translation>bu sipariş için susturuldu</translation>
    </message>
    <message>
        <source>Other details as received</source>
        <translation>Okunamayan / diğer bilgiler</translation>
    </message>
</context>
<context>
    <name>dialogs</name>
    <message>
        <source>Back</source>
        <translation>Geri</translation>
    </message>
    <message>
        <source>Made with Qt {qt} and PySide6 {pyside}, © The Qt Company Ltd. and other contributors, used under the GNU Lesser General Public License (LGPL), version 3, which is among the licences below. They are separate files beside the program: you may replace them with versions of your own, and reverse-engineer the program for that purpose. Their source code:</source>
        <translation>Qt {qt} ve PySide6 {pyside} ile yapıldı, © The Qt Company Ltd. ve katkıda bulunanlar; bunlar, aşağıdaki lisanslar arasında bulunan GNU Kısıtlı Genel Kamu Lisansı (LGPL) sürüm 3 ile kullanılıyor. Programın yanında ayrı dosyalardır: onları kendi sürümlerinizle değiştirebilir, bunun için programda tersine mühendislik yapabilirsiniz. Kaynak kodları:</translation>
    </message>
    <message>
        <source>What is inside, and its licences</source>
        <translation>Programın içindekiler ve lisansları</translation>
    </message>
    <message>
        <source>Gathering the licences…</source>
        <translation>Lisanslar toplanıyor…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Kapat</translation>
    </message>
    <message>
        <source>Something unexpected happened</source>
        <translation>Beklenmeyen bir şey oldu</translation>
    </message>
    <message>
        <source>Tezgâh goes on: orders are saved before anything else happens. If something on the screen looks wrong, quit the program and start it again.

The support package tells whoever helps you what happened.</source>
        <translation>Tezgâh çalışmayı sürdürüyor: siparişler her şeyden önce kaydedilir. Ekranda bir şey yanlış görünüyorsa programı kapatıp yeniden açın.

Destek paketi, size yardım edene ne olduğunu anlatır.</translation>
    </message>
    <message>
        <source>Support package…</source>
        <translation>Destek paketi…</translation>
    </message>
    <message>
        <source>The whole order</source>
        <translation>Siparişin tamamı</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tuşlar</translation>
    </message>
    <message>
        <source>Accept the selected order</source>
        <translation>Seçili siparişi kabul et</translation>
    </message>
    <message>
        <source>Type another preparation time, then Enter</source>
        <translation>Başka bir süre yaz, sonra Enter</translation>
    </message>
    <message>
        <source>Select another order</source>
        <translation>Başka sipariş seç</translation>
    </message>
    <message>
        <source>Scroll the selected order</source>
        <translation>Seçili siparişi kaydır</translation>
    </message>
    <message>
        <source>These keys</source>
        <translation>Bu tuşlar</translation>
    </message>
    <message>
        <source>The courier has left with the selected order</source>
        <translation>Kurye seçili siparişle yola çıktı</translation>
    </message>
    <message>
        <source>The selected order was delivered or picked up</source>
        <translation>Seçili sipariş teslim edildi</translation>
    </message>
    <message>
        <source>Cancel the selected order, or take the cancellation back</source>
        <translation>Seçili siparişi iptal et ya da iptali geri al</translation>
    </message>
    <message>
        <source>Look for orders now</source>
        <translation>Siparişlere şimdi bak</translation>
    </message>
    <message>
        <source>Dishes: take off sale, put back</source>
        <translation>Ürünler: satıştan kaldır, geri koy</translation>
    </message>
    <message>
        <source>History: search all stored orders</source>
        <translation>Geçmiş: kayıtlı tüm siparişlerde ara</translation>
    </message>
    <message>
        <source>Mute the waiting orders, or unmute them</source>
        <translation>Bekleyen siparişleri sustur ya da sesini aç</translation>
    </message>
    <message>
        <source>Check-up: can orders arrive and be heard?</source>
        <translation>Tanı: siparişler geliyor ve duyuluyor mu?</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Boşluk</translation>
    </message>
    <message>
        <source>Mark the selected order, to accept or complete several together</source>
        <translation>Seçili siparişi işaretle; birkaçı birlikte kabul edilir ya da tamamlanır</translation>
    </message>
    <message>
        <source>Accept the marked orders</source>
        <translation>İşaretli siparişleri kabul et</translation>
    </message>
    <message>
        <source>The marked orders were delivered or picked up</source>
        <translation>İşaretli siparişler teslim edildi</translation>
    </message>
    <message>
        <source>What changed of the selected order was seen</source>
        <translation>Seçili siparişteki değişiklik görüldü</translation>
    </message>
    <message>
        <source>Copy the phone, copy the address, show it on the map</source>
        <translation>Telefonu kopyala, adresi kopyala, haritada göster</translation>
    </message>
    <message>
        <source>A dish of the selected order is sold out</source>
        <translation>Seçili siparişin bir ürünü tükendi</translation>
    </message>
    <message>
        <source>Show one branch after the other, then all</source>
        <translation>Şubeleri sırayla, sonra hepsini göster</translation>
    </message>
    <message>
        <source>Restaurant: open or close</source>
        <translation>Restoran: aç veya kapat</translation>
    </message>
    <message>
        <source>Report of the day, the week or the month</source>
        <translation>Günün, haftanın ya da ayın raporu</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ayarlar</translation>
    </message>
    <message>
        <source>Back; forget the typed time</source>
        <translation>Geri; yazılan süreyi unut</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Sorunlar</translation>
    </message>
    <message>
        <source>Cancel {number}?</source>
        <translation>{number} iptal edilsin mi?</translation>
    </message>
    <message>
        <source>Dükkango cancels the order and tells the customer. It is sent after five seconds; until then it can be taken back. Why?</source>
        <translation>Dükkango siparişi iptal eder ve müşteriye bildirir. Beş saniye sonra gönderilir; o zamana kadar geri alınabilir. Neden?</translation>
    </message>
    <message>
        <source>Which dish is sold out?</source>
        <translation>Hangi ürün tükendi?</translation>
    </message>
    <message>
        <source>It is taken off sale until closing. This order is not changed by it.</source>
        <translation>Kapanışa kadar satıştan kaldırılır. Bu sipariş değişmez.</translation>
    </message>
    <message>
        <source>None of its dishes is found in Dükkango&apos;s list under this name. Look for it there.</source>
        <translation>Bu ürünlerin hiçbiri Dükkango listesinde aynı adla bulunamadı. Listede arayın.</translation>
    </message>
    <message>
        <source>All dishes…</source>
        <translation>Tüm ürünler…</translation>
    </message>
    <message>
        <source>min</source>
        <translation>dk</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Sil</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Seç</translation>
    </message>
    <message>
        <source>Version {version}. Orders of Dükkango restaurants at the counter.</source>
        <translation>Sürüm {version}. Dükkango restoranlarının siparişleri tezgâhta.</translation>
    </message>
    <message>
        <source>Preparation time for {number}</source>
        <translation>{number} için hazırlama süresi</translation>
    </message>
    <message>
        <source>Usual preparation time</source>
        <translation>Her zamanki hazırlama süresi</translation>
    </message>
    <message>
        <source>Take {number} off the board?</source>
        <translation>{number} panodan kaldırılsın mı?</translation>
    </message>
    <message>
        <source>It is still under way. Dükkango is not told: this only clears the board here.</source>
        <translation>Bu sipariş hâlâ sürüyor. Dükkango&apos;ya bir şey bildirilmez: yalnızca buradaki panodan kalkar.</translation>
    </message>
    <message>
        <source>Take off the board</source>
        <translation>Panodan kaldır</translation>
    </message>
    <message>
        <source>Accept orders by rule?</source>
        <translation>Siparişler otomatik kabul edilsin mi?</translation>
    </message>
    <message>
        <source>Accept by rule</source>
        <translation>Otomatik kabul</translation>
    </message>
    <message>
        <source>Quit Tezgâh?</source>
        <translation>Tezgâh kapatılsın mı?</translation>
    </message>
    <message>
        <source>While it is not running, orders do not arrive here and nothing rings.</source>
        <translation>Program çalışmazken buraya sipariş gelmez ve zil çalmaz.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Çık</translation>
    </message>
</context>
<context>
    <name>files</name>
    <message>
        <source>Folder:</source>
        <translation>Klasör:</translation>
    </message>
    <message>
        <source>Kind of file:</source>
        <translation>Dosya türü:</translation>
    </message>
</context>
<context>
    <name>header</name>
    <message>
        <source>By rule</source>
        <translation>Otomatik</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>{state}. Press to look now (F5)</source>
        <translation>{state}. Şimdi bakmak için basın (F5)</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>Ses yok</translation>
    </message>
    <message>
        <source>{state}. Press to unmute (F8)</source>
        <translation>{state}. Sesi açmak için basın (F8)</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Sustur</translation>
    </message>
    <message>
        <source>Sound on. Press to mute what rings (F8)</source>
        <translation>Ses açık. Çalanı susturmak için basın (F8)</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>Ses açık</translation>
    </message>
    <message>
        <source>Sound on. Nothing is ringing (F8)</source>
        <translation>Ses açık. Şu anda zil çalmıyor (F8)</translation>
    </message>
    <message>
        <source>Restaurant: {state}. Press to open or close (F11)</source>
        <translation>Restoran: {state}. Açmak veya kapatmak için basın (F11)</translation>
    </message>
    <message>
        <source>{state}. Press to see the dishes (F6)</source>
        <translation>{state}. Ürünleri görmek için basın (F6)</translation>
    </message>
    <message>
        <source>Rush +{minutes} · {left} min</source>
        <translation>Yoğun +{minutes} · {left} dk</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Bakılıyor…</translation>
    </message>
    <message>
        <source>Next look {seconds} s</source>
        <translation>Sonraki bakış {seconds} sn</translation>
    </message>
</context>
<context>
    <name>history</name>
    <message>
        <source>Search by number, name, phone or dish</source>
        <translation>Numara, ad, telefon veya ürün ara</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Günler</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Gün</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Durum</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Ödeme</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Tür</translation>
    </message>
    <message>
        <source>Restaurant</source>
        <translation>Restoran</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Aramayı temizle</translation>
    </message>
    <message>
        <source>Any payment</source>
        <translation>Tüm ödemeler</translation>
    </message>
    <message>
        <source>Any restaurant</source>
        <translation>Tüm restoranlar</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Numara</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Saat</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Müşteri</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Tutar</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>CSV olarak kaydet…</translation>
    </message>
    <message>
        <source>Save as JSON…</source>
        <translation>JSON olarak kaydet…</translation>
    </message>
    <message>
        <source>Choose an order to see all of it</source>
        <translation>Tamamını görmek için bir sipariş seçin</translation>
    </message>
    <message>
        <source>No order is stored here yet.</source>
        <translation>Burada henüz kayıtlı sipariş yok.</translation>
    </message>
    <message>
        <source>No order is found. Type less, or press “Clear the search”.</source>
        <translation>Sipariş bulunamadı. Daha kısa yazın ya da “Aramayı temizle”ye basın.</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Olanlar</translation>
    </message>
    <message>
        <source>The chosen order</source>
        <translation>Seçilen sipariş</translation>
    </message>
    <message>
        <source>The orders could not be read ({reason}). Open the page again to try again.</source>
        <translation>Siparişler okunamadı ({reason}). Yeniden denemek için sayfayı tekrar açın.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Kaydet</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Geçmiş</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Bugün</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Dün</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>Bu hafta</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Bu ay</translation>
    </message>
    <message>
        <source>One day…</source>
        <translation>Gün seç…</translation>
    </message>
    <message>
        <source>Any day</source>
        <translation>Tüm günler</translation>
    </message>
    <message>
        <source>Any status</source>
        <translation>Tüm durumlar</translation>
    </message>
    <message>
        <source>Any type</source>
        <translation>Tüm türler</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Paket</translation>
    </message>
    <message>
        <source>Pickup</source>
        <translation>Gel al</translation>
    </message>
    <message>
        <source>Status {number}</source>
        <translation>Durum {number}</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Yeni</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Hazırlanıyor</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>Yolda</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Teslim edildi</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>İptal edildi</translation>
    </message>
    <message>
        <source>more than {found}</source>
        <translation>{found} ve fazlası</translation>
    </message>
    <message>
        <source>It could not be saved ({reason}). Choose another place.</source>
        <translation>Kaydedilemedi ({reason}). Başka bir yer seçin.</translation>
    </message>
    <message>
        <source>{orders} saved: {path}</source>
        <translation>{orders} kaydedildi: {path}</translation>
    </message>
    <message>
        <source>Received and saved</source>
        <translation>Geldi ve kaydedildi</translation>
    </message>
    <message>
        <source>Dükkango reports another status</source>
        <translation>Dükkango başka bir durum bildirdi</translation>
    </message>
    <message>
        <source>Changed at Dükkango</source>
        <translation>Dükkango&apos;da değişti</translation>
    </message>
    <message>
        <source>Receipt confirmed to Dükkango</source>
        <translation>Alındığı Dükkango&apos;ya bildirildi</translation>
    </message>
    <message>
        <source>Dükkango refused the receipt</source>
        <translation>Dükkango alındı bildirimini reddetti</translation>
    </message>
    <message>
        <source>The bell was heard</source>
        <translation>Zil duyuldu</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>Susturuldu</translation>
    </message>
    <message>
        <source>Rings again</source>
        <translation>Yeniden çalıyor</translation>
    </message>
    <message>
        <source>Accept pressed</source>
        <translation>Kabul&apos;e basıldı</translation>
    </message>
    <message>
        <source>Accepted by rule</source>
        <translation>Otomatik kabul edildi</translation>
    </message>
    <message>
        <source>Accepted: Dükkango has confirmed</source>
        <translation>Kabul edildi: Dükkango onayladı</translation>
    </message>
    <message>
        <source>Accept withdrawn: it was settled elsewhere</source>
        <translation>Kabul geri çekildi: başka yerde halledildi</translation>
    </message>
    <message>
        <source>Accept without a clear answer</source>
        <translation>Kabul: net yanıt gelmedi</translation>
    </message>
    <message>
        <source>Dükkango refused the accept</source>
        <translation>Dükkango kabulü reddetti</translation>
    </message>
    <message>
        <source>No longer open at Dükkango</source>
        <translation>Dükkango&apos;da artık açık değil</translation>
    </message>
    <message>
        <source>Open again at Dükkango</source>
        <translation>Dükkango&apos;da yeniden açık</translation>
    </message>
    <message>
        <source>On the way pressed</source>
        <translation>Yola çıktı&apos;ya basıldı</translation>
    </message>
    <message>
        <source>On the way: Dükkango has confirmed</source>
        <translation>Yola çıktı: Dükkango onayladı</translation>
    </message>
    <message>
        <source>Dükkango refused “on the way”</source>
        <translation>Dükkango “yola çıktı”yı reddetti</translation>
    </message>
    <message>
        <source>On the way withdrawn: it was settled elsewhere</source>
        <translation>Yola çıktı geri çekildi: başka yerde halledildi</translation>
    </message>
    <message>
        <source>Delivered pressed</source>
        <translation>Teslim edildi&apos;ye basıldı</translation>
    </message>
    <message>
        <source>Delivered: Dükkango has confirmed</source>
        <translation>Teslim edildi: Dükkango onayladı</translation>
    </message>
    <message>
        <source>Dükkango refused “delivered”</source>
        <translation>Dükkango “teslim edildi”yi reddetti</translation>
    </message>
    <message>
        <source>Delivered withdrawn: it was settled elsewhere</source>
        <translation>Teslim geri çekildi: başka yerde halledildi</translation>
    </message>
    <message>
        <source>Cancel pressed</source>
        <translation>İptal&apos;e basıldı</translation>
    </message>
    <message>
        <source>Cancelled: Dükkango has confirmed</source>
        <translation>İptal edildi: Dükkango onayladı</translation>
    </message>
    <message>
        <source>Dükkango refused the cancel</source>
        <translation>Dükkango iptali reddetti</translation>
    </message>
    <message>
        <source>Cancel withdrawn: it was settled elsewhere</source>
        <translation>İptal geri çekildi: başka yerde halledildi</translation>
    </message>
    <message>
        <source>Taken back before it was sent</source>
        <translation>Gönderilmeden geri alındı</translation>
    </message>
    <message>
        <source>Taken off the board</source>
        <translation>Panodan kaldırıldı</translation>
    </message>
    <message>
        <source>The change was seen</source>
        <translation>Değişiklik görüldü</translation>
    </message>
    <message>
        <source>Said that it is to be begun</source>
        <translation>Başlama zamanı bildirildi</translation>
    </message>
</context>
<context>
    <name>marking</name>
    <message>
        <source>Unmark</source>
        <translation>İşareti kaldır</translation>
    </message>
</context>
<context>
    <name>menu</name>
    <message>
        <source>Rush</source>
        <translation>Yoğunluk</translation>
    </message>
    <message>
        <source>Accept by rule</source>
        <translation>Otomatik kabul</translation>
    </message>
    <message>
        <source>Test sound</source>
        <translation>Sesi dene</translation>
    </message>
    <message>
        <source>Look for orders now</source>
        <translation>Siparişlere şimdi bak</translation>
    </message>
    <message>
        <source>Check-up</source>
        <translation>Tanı</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Sistemdeki gibi</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Açık</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Koyu</translation>
    </message>
    <message>
        <source>Language: {language}</source>
        <translation>Dil: {language}</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tuşlar</translation>
    </message>
    <message>
        <source>About Tezgâh</source>
        <translation>Tezgâh hakkında</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Çık</translation>
    </message>
    <message>
        <source>New version {version}…</source>
        <translation>Yeni sürüm {version}…</translation>
    </message>
    <message>
        <source>Look for a new version…</source>
        <translation>Yeni sürüm ara…</translation>
    </message>
    <message>
        <source>{minutes} min more, for {lasts} min</source>
        <translation>{lasts} dk boyunca {minutes} dk fazla</translation>
    </message>
    <message>
        <source>End the rush</source>
        <translation>Yoğunluğu bitir</translation>
    </message>
    <message>
        <source>Usual preparation time: {minutes} min</source>
        <translation>Her zamanki hazırlama süresi: {minutes} dk</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>Başka…</translation>
    </message>
</context>
<context>
    <name>pages</name>
    <message>
        <source>Board</source>
        <translation>Pano</translation>
    </message>
    <message>
        <source>Back to the board</source>
        <translation>Panoya dön</translation>
    </message>
</context>
<context>
    <name>pin</name>
    <message>
        <source>The settings are guarded by a PIN.</source>
        <translation>Ayarlar için PIN girin.</translation>
    </message>
    <message>
        <source>Cancelling an order is guarded by a PIN.</source>
        <translation>Sipariş iptali için PIN girin.</translation>
    </message>
    <message>
        <source>Leaving Tezgâh is guarded by a PIN.</source>
        <translation>Tezgâh&apos;tan çıkmak için PIN girin.</translation>
    </message>
    <message>
        <source>Only who knows the PIN changes what it guards.</source>
        <translation>PIN ayarlarını değiştirmek için PIN girin.</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Devam</translation>
    </message>
    <message>
        <source>That is not the PIN. Try again, or ask whoever chose it.</source>
        <translation>PIN yanlış. Yeniden deneyin ya da PIN&apos;i belirleyene sorun.</translation>
    </message>
    <message>
        <source>The PIN can be tried again.</source>
        <translation>PIN yeniden denenebilir.</translation>
    </message>
    <message>
        <source>That was wrong too often. The PIN can be tried again in {time}. Orders can be accepted meanwhile.</source>
        <translation>PIN çok kez yanlış girildi. {time} sonra yeniden deneyebilirsiniz. Bu arada siparişler kabul edilebilir.</translation>
    </message>
    <message>
        <source>Choose a PIN</source>
        <translation>PIN belirle</translation>
    </message>
    <message>
        <source>Four to eight digits. Write it down: without it nobody gets into what it guards.</source>
        <translation>Dört ila sekiz rakam. Bir yere yazın: PIN bilinmeden koruduğu yere girilemez.</translation>
    </message>
    <message>
        <source>Remove the PIN</source>
        <translation>PIN&apos;i kaldır</translation>
    </message>
    <message>
        <source>A PIN has four to eight digits.</source>
        <translation>PIN dört ila sekiz rakamdır.</translation>
    </message>
    <message>
        <source>Once more, so that no slip locks you out.</source>
        <translation>Bir kez daha yazın; yanlışlıkla dışarıda kalmayın.</translation>
    </message>
    <message>
        <source>These two differ. Begin again.</source>
        <translation>İkisi aynı değil. Baştan başlayın.</translation>
    </message>
</context>
<context>
    <name>report</name>
    <message>
        <source>Orders by hour</source>
        <translation>Saatlere göre sipariş</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Önceki</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Sonraki</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Bugün</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>PDF olarak kaydet…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Yazdır…</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Hesaplanıyor…</translation>
    </message>
    <message>
        <source>No printer is set up on this computer. Save as PDF instead.</source>
        <translation>Bu bilgisayarda yazıcı kurulu değil. PDF olarak kaydedin.</translation>
    </message>
    <message>
        <source>The orders cannot be read now ({reason}). Try again in a moment.</source>
        <translation>Siparişler şu anda okunamıyor ({reason}). Biraz sonra yeniden deneyin.</translation>
    </message>
    <message>
        <source>It could not be saved ({reason}). Choose another place.</source>
        <translation>Kaydedilemedi ({reason}). Başka bir yer seçin.</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>Kaydedildi: {path}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>yok</translation>
    </message>
    <message>
        <source>The first {count}</source>
        <translation>İlk {count}</translation>
    </message>
    <message>
        <source>All {count}</source>
        <translation>Tümü ({count})</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Gün</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Hafta</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Ay</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>Sipariş</translation>
    </message>
    <message>
        <source>Revenue</source>
        <translation>Ciro</translation>
    </message>
    <message>
        <source>Average order</source>
        <translation>Ortalama sepet</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>İptal</translation>
    </message>
    <message>
        <source>Typical time to accept</source>
        <translation>Tipik kabul süresi</translation>
    </message>
    <message>
        <source>the longest {time}</source>
        <translation>en uzunu {time}</translation>
    </message>
    <message>
        <source>Accepted within {minutes} min</source>
        <translation>{minutes} dakikada kabul</translation>
    </message>
    <message>
        <source>{minutes} min: {count}</source>
        <translation>{minutes} dk: {count}</translation>
    </message>
    <message>
        <source>Not receiving orders</source>
        <translation>Sipariş alınamadı</translation>
    </message>
    <message>
        <source>Program not running</source>
        <translation>Program kapalıydı</translation>
    </message>
    <message>
        <source>nothing to compare with</source>
        <translation>karşılaştıracak veri yok</translation>
    </message>
    <message>
        <source>−{number}%</source>
        <translation>−%{number}</translation>
    </message>
    <message>
        <source>+{number}%</source>
        <translation>+%{number}</translation>
    </message>
    <message>
        <source>±{number}%</source>
        <translation>±%{number}</translation>
    </message>
    <message>
        <source>{change} against a week before</source>
        <translation>geçen haftanın aynı gününe göre {change}</translation>
    </message>
    <message>
        <source>{change} against the week before</source>
        <translation>önceki haftaya göre {change}</translation>
    </message>
    <message>
        <source>{change} against the month before</source>
        <translation>önceki aya göre {change}</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} sa {minutes} dk</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} dk</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>belirtilmemiş</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Paket</translation>
    </message>
    <message>
        <source>Pickup</source>
        <translation>Gel al</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Ödeme</translation>
    </message>
    <message>
        <source>Delivery or pickup</source>
        <translation>Paket / Gel al</translation>
    </message>
    <message>
        <source>Cancelled orders</source>
        <translation>İptal edilenler</translation>
    </message>
    <message>
        <source>Dishes</source>
        <translation>Ürünler</translation>
    </message>
    <message>
        <source>elsewhere, reason not known</source>
        <translation>başka yerden, nedeni bilinmiyor</translation>
    </message>
    <message>
        <source>{hour}:00: {count}</source>
        <translation>{hour}:00: {count}</translation>
    </message>
    <message>
        <source>no orders</source>
        <translation>sipariş yok</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapor</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>All settings back to their defaults?</source>
        <translation>Bütün ayarlar varsayılana dönsün mü?</translation>
    </message>
    <message>
        <source>Sounds, times, appearance and the rest are as they were at first. The key, the PIN, the language and the orders stay.</source>
        <translation>Sesler, süreler, görünüm ve geri kalan her şey ilk günkü gibi olur. Anahtar, PIN, dil ve siparişler kalır.</translation>
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation>Varsayılana dön</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Bağlantı</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ses</translation>
    </message>
    <message>
        <source>Accepting</source>
        <translation>Kabul</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Görünüm</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Dil</translation>
    </message>
    <message>
        <source>Privacy and PIN</source>
        <translation>Gizlilik ve PIN</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Başlangıç</translation>
    </message>
    <message>
        <source>Back up</source>
        <translation>Yedek</translation>
    </message>
    <message>
        <source>Key of Dükkango</source>
        <translation>Dükkango anahtarı</translation>
    </message>
    <message>
        <source>Tried out at once, before it is kept</source>
        <translation>Saklanmadan önce hemen denenir</translation>
    </message>
    <message>
        <source>Change the key…</source>
        <translation>Anahtarı değiştir…</translation>
    </message>
    <message>
        <source>token password connect</source>
        <translation>token şifre parola bağlan</translation>
    </message>
    <message>
        <source>Address of Dükkango&apos;s API</source>
        <translation>Dükkango API adresi</translation>
    </message>
    <message>
        <source>Only if Dükkango tells you another one</source>
        <translation>Yalnızca Dükkango başka bir adres verirse</translation>
    </message>
    <message>
        <source>Dükkango&apos;s own</source>
        <translation>Dükkango&apos;nun kendisi</translation>
    </message>
    <message>
        <source>Look for orders every</source>
        <translation>Siparişlere bakma sıklığı</translation>
    </message>
    <message>
        <source>Dükkango allows no less than 30 seconds</source>
        <translation>Dükkango 30 saniyeden kısasına izin vermez</translation>
    </message>
    <message>
        <source>s</source>
        <translation>sn</translation>
    </message>
    <message>
        <source>Say that no orders arrive after</source>
        <translation>Sipariş alınamazsa şu süreden sonra uyar</translation>
    </message>
    <message>
        <source>Without an answer for so long it rings</source>
        <translation>Dükkango bu kadar süre yanıt vermezse zil çalar</translation>
    </message>
    <message>
        <source>Keep the computer awake while connected</source>
        <translation>Bağlıyken bilgisayar uykuya geçmesin</translation>
    </message>
    <message>
        <source>A new order</source>
        <translation>Yeni sipariş</translation>
    </message>
    <message>
        <source>A waiting order</source>
        <translation>Bekleyen sipariş</translation>
    </message>
    <message>
        <source>An order that waits for long</source>
        <translation>Uzun bekleyen sipariş</translation>
    </message>
    <message>
        <source>No orders arrive</source>
        <translation>Sipariş gelmiyor</translation>
    </message>
    <message>
        <source>An order changed</source>
        <translation>Sipariş değişti</translation>
    </message>
    <message>
        <source>{sound}: volume</source>
        <translation>{sound}: ses düzeyi</translation>
    </message>
    <message>
        <source>{sound}: sound</source>
        <translation>{sound}: ses</translation>
    </message>
    <message>
        <source>The built-in one, or a sound file of your own (WAV, MP3) of at most 30 seconds</source>
        <translation>Hazır ses ya da en çok 30 saniyelik kendi ses dosyanız (WAV, MP3)</translation>
    </message>
    <message>
        <source>Never below 40 %, so that no order is missed</source>
        <translation>Sipariş kaçmasın diye %40&apos;ın altına inmez</translation>
    </message>
    <message>
        <source>Also of one that waits for long; never below 40 %, so that no order is missed</source>
        <translation>Uzun bekleyen için de geçerli; sipariş kaçmasın diye %40&apos;ın altına inmez</translation>
    </message>
    <message>
        <source>A waiting order rings faster after</source>
        <translation>Bekleyen siparişin zili şu süreden sonra hızlanır</translation>
    </message>
    <message>
        <source>A waiting order rings faster still after</source>
        <translation>Bekleyen siparişin zili şu süreden sonra iyice hızlanır</translation>
    </message>
    <message>
        <source>And the window comes to the front</source>
        <translation>Ayrıca pencere öne gelir</translation>
    </message>
    <message>
        <source>A muted order rings again after</source>
        <translation>Susturulan sipariş şu süreden sonra yeniden çalar</translation>
    </message>
    <message>
        <source>0: never</source>
        <translation>0: hiç</translation>
    </message>
    <message>
        <source>Quiet hours begin</source>
        <translation>Sessiz saatlerin başlangıcı</translation>
    </message>
    <message>
        <source>Quiet hours end</source>
        <translation>Sessiz saatlerin bitişi</translation>
    </message>
    <message>
        <source>Volume in quiet hours</source>
        <translation>Sessiz saatlerde ses düzeyi</translation>
    </message>
    <message>
        <source>Orders never below 40 %, so that none is missed</source>
        <translation>Sipariş kaçmasın diye sipariş sesi %40&apos;ın altına inmez</translation>
    </message>
    <message>
        <source>Usual preparation time</source>
        <translation>Her zamanki hazırlama süresi</translation>
    </message>
    <message>
        <source>Preparation times that are one press away</source>
        <translation>Tek basışla seçilen hazırlama süreleri</translation>
    </message>
    <message>
        <source>Three to eight numbers of minutes with a space between them</source>
        <translation>Üç ila sekiz süre, dakika olarak, aralarında boşlukla</translation>
    </message>
    <message>
        <source>Begin an order for later earlier by</source>
        <translation>İleri saatli siparişe erken başlama payı</translation>
    </message>
    <message>
        <source>Besides its preparation time, before it is promised</source>
        <translation>Hazırlama süresine ek olarak, söz verilen saatten önce</translation>
    </message>
    <message>
        <source>Accept orders by rule</source>
        <translation>Siparişleri otomatik kabul et</translation>
    </message>
    <message>
        <source>The conditions below must all hold; in doubt a person decides</source>
        <translation>Aşağıdaki koşulların hepsi tutmalı; şüphe varsa karar sizin</translation>
    </message>
    <message>
        <source>Rule: preparation time</source>
        <translation>Otomatik kabul: hazırlama süresi</translation>
    </message>
    <message>
        <source>0: the usual one</source>
        <translation>0: her zamanki süre</translation>
    </message>
    <message>
        <source>Rule: holds from</source>
        <translation>Otomatik kabul: başlangıç saati</translation>
    </message>
    <message>
        <source>Rule: holds until</source>
        <translation>Otomatik kabul: bitiş saati</translation>
    </message>
    <message>
        <source>Rule: while no more orders wait than</source>
        <translation>Otomatik kabul: en çok bu kadar sipariş beklerken</translation>
    </message>
    <message>
        <source>0: any number</source>
        <translation>0: sınır yok</translation>
    </message>
    <message>
        <source>Rule: only orders below</source>
        <translation>Otomatik kabul: yalnızca bu tutarın altındakiler</translation>
    </message>
    <message>
        <source>0: any sum</source>
        <translation>0: her tutar</translation>
    </message>
    <message>
        <source>Rule: orders with a note too</source>
        <translation>Otomatik kabul: notlu siparişler de</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Renkler</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Yazı boyutu</translation>
    </message>
    <message>
        <source>Cards of the board</source>
        <translation>Pano kartları</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Küçük</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>Büyük</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Tam ekran</translation>
    </message>
    <message>
        <source>Nothing but the board; with a PIN only who knows it can leave</source>
        <translation>Yalnızca pano; PIN varsa ancak bilen çıkabilir</translation>
    </message>
    <message>
        <source>kiosk mode</source>
        <translation>kiosk modu</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Sistemdeki gibi</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>Programın dili</translation>
    </message>
    <message>
        <source>Keep names, phones, addresses and notes for</source>
        <translation>Ad, telefon, adres ve notları saklama süresi</translation>
    </message>
    <message>
        <source>Then they leave orders, backups and exports; 0: never</source>
        <translation>Sonra siparişlerden, yedeklerden ve dışa aktarımlardan silinir; 0: hiç</translation>
    </message>
    <message>
        <source>days</source>
        <translation>gün</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Four to eight digits; until you choose one nothing is guarded</source>
        <translation>Dört ila sekiz rakam; siz belirleyene kadar hiçbir şey korunmaz</translation>
    </message>
    <message>
        <source>Choose a PIN…</source>
        <translation>PIN belirle…</translation>
    </message>
    <message>
        <source>password lock</source>
        <translation>şifre parola kilit</translation>
    </message>
    <message>
        <source>PIN before the settings</source>
        <translation>Ayarlar için PIN</translation>
    </message>
    <message>
        <source>PIN before an order is cancelled</source>
        <translation>Sipariş iptali için PIN</translation>
    </message>
    <message>
        <source>PIN before full screen is left or Tezgâh quit</source>
        <translation>Tam ekrandan ve programdan çıkış için PIN</translation>
    </message>
    <message>
        <source>Start with the computer</source>
        <translation>Bilgisayarla birlikte başlat</translation>
    </message>
    <message>
        <source>Address of new versions</source>
        <translation>Yeni sürümlerin adresi</translation>
    </message>
    <message>
        <source>Looked at once a day; downloaded at a press alone, and only if it is signed</source>
        <translation>Günde bir kez bakılır; yalnızca siz basınca, o da imzalıysa indirilir</translation>
    </message>
    <message>
        <source>none: no looking for new versions</source>
        <translation>boş: yeni sürüm aranmaz</translation>
    </message>
    <message>
        <source>Setup guide</source>
        <translation>Kurulum rehberi</translation>
    </message>
    <message>
        <source>Language, key, bell, usual time: one after the other</source>
        <translation>Dil, anahtar, zil, süre: sırayla</translation>
    </message>
    <message>
        <source>Go through it again</source>
        <translation>Rehberi yeniden aç</translation>
    </message>
    <message>
        <source>Save the settings to a file</source>
        <translation>Ayarları dosyaya kaydet</translation>
    </message>
    <message>
        <source>For another computer, or for safety; without key and PIN</source>
        <translation>Başka bir bilgisayar için ya da yedek olarak; anahtar ve PIN olmadan</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Kaydet…</translation>
    </message>
    <message>
        <source>Take settings from a file</source>
        <translation>Ayarları dosyadan al</translation>
    </message>
    <message>
        <source>What the file has replaces what is chosen now</source>
        <translation>Dosyadakiler şimdiki seçimlerin yerine geçer</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Aç…</translation>
    </message>
    <message>
        <source>All settings back to their defaults</source>
        <translation>Bütün ayarları varsayılana döndür</translation>
    </message>
    <message>
        <source>Back to the defaults…</source>
        <translation>Varsayılana dön…</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>hazır ses</translation>
    </message>
    <message>
        <source>none</source>
        <translation>yok</translation>
    </message>
    <message>
        <source>as: {sound}</source>
        <translation>{sound} ile aynı</translation>
    </message>
    <message>
        <source>a file of your own</source>
        <translation>kendi dosyanız</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Açık</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Kapalı</translation>
    </message>
    <message>
        <source>Decided on the command line for now</source>
        <translation>Şimdilik komut satırında belirlendi</translation>
    </message>
    <message>
        <source>Back to the default: {value}</source>
        <translation>Varsayılana dön: {value}</translation>
    </message>
    <message>
        <source>{setting}: back to {value}</source>
        <translation>{setting}: varsayılana dön, {value}</translation>
    </message>
    <message>
        <source>Another</source>
        <translation>Başka ses</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Dinle</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Dosya seç…</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ayarlar</translation>
    </message>
    <message>
        <source>Search: sound, time, PIN…</source>
        <translation>Ara: ses, süre, PIN…</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>Ayarlarda ara</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Hepsi</translation>
    </message>
    <message>
        <source>There is no such setting. Try another word.</source>
        <translation>Böyle bir ayar yok. Başka bir sözcük deneyin.</translation>
    </message>
    <message>
        <source>A PIN is chosen: it guards what is on below</source>
        <translation>PIN belirlendi: aşağıda açık olanları korur</translation>
    </message>
    <message>
        <source>There is no key now: no orders arrive.</source>
        <translation>Şu anda anahtar yok: sipariş gelmez.</translation>
    </message>
    <message>
        <source>A sound of your own</source>
        <translation>Kendi sesiniz</translation>
    </message>
    <message>
        <source>That file cannot be used ({reason}). Choose another one.</source>
        <translation>Bu dosya kullanılamıyor ({reason}). Başka bir dosya seçin.</translation>
    </message>
    <message>
        <source>The folder of that file does not answer. Choose a file on this computer.</source>
        <translation>O dosyanın klasörü yanıt vermiyor. Bu bilgisayardaki bir dosyayı seçin.</translation>
    </message>
    <message>
        <source>There are no settings of Tezgâh in that file. Nothing was changed.</source>
        <translation>Bu dosyada Tezgâh ayarları yok. Hiçbir şey değiştirilmedi.</translation>
    </message>
    <message>
        <source>The settings are saved: {path}</source>
        <translation>Ayarlar kaydedildi: {path}</translation>
    </message>
    <message>
        <source>Not usable and left as they were: {names}</source>
        <translation>Kullanılamadığı için eskisi gibi kalanlar: {names}</translation>
    </message>
    <message>
        <source>That file is too large for a sound. Choose one below 20 MB.</source>
        <translation>Bu dosya ses için çok büyük. 20 MB&apos;tan küçük bir dosya seçin.</translation>
    </message>
    <message>
        <source>That sound is longer than 30 seconds. Choose a shorter one.</source>
        <translation>Bu ses 30 saniyeden uzun. Daha kısasını seçin.</translation>
    </message>
    <message>
        <source>There is nothing to be heard in that file. Choose another one.</source>
        <translation>Bu dosyada duyulacak bir şey yok. Başka bir dosya seçin.</translation>
    </message>
    <message>
        <source>That file is no sound. Choose a WAV, MP3, FLAC or Ogg file.</source>
        <translation>Bu bir ses dosyası değil. WAV, MP3, FLAC ya da Ogg dosyası seçin.</translation>
    </message>
    <message>
        <source>The PIN holds from now on</source>
        <translation>PIN artık geçerli</translation>
    </message>
    <message>
        <source>There is no PIN any more</source>
        <translation>Artık PIN yok</translation>
    </message>
</context>
<context>
    <name>setup</name>
    <message>
        <source>Attention: the key lies unencrypted in a private file of this user.</source>
        <translation>Dikkat: anahtar bu kullanıcının özel bir dosyasında şifresiz duruyor.</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>Erişim anahtarı</translation>
    </message>
    <message>
        <source>App secret key</source>
        <translation>Uygulama gizli anahtarı</translation>
    </message>
    <message>
        <source>Restaurant secret key</source>
        <translation>Restoran gizli anahtarı</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Yapıştır</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Bağlan</translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation>Yazılanı göster</translation>
    </message>
    <message>
        <source>Use this key</source>
        <translation>Bu anahtarı kullan</translation>
    </message>
    <message>
        <source>Keep in a private file</source>
        <translation>Özel dosyada sakla</translation>
    </message>
    <message>
        <source>Do not keep it: ask again next time</source>
        <translation>Saklanmasın, bir dahaki sefere yine sor</translation>
    </message>
    <message>
        <source>Enter another key</source>
        <translation>Başka bir anahtar gir</translation>
    </message>
    <message>
        <source>Change the key…</source>
        <translation>Anahtarı değiştir…</translation>
    </message>
    <message>
        <source>Forget the key?</source>
        <translation>Anahtar unutulsun mu?</translation>
    </message>
    <message>
        <source>Until a key is entered again no orders arrive here, and nothing rings for that. What is saved stays, and what is still to be sent to Dükkango waits.</source>
        <translation>Yeniden bir anahtar girilene kadar buraya sipariş gelmez ve bunun için zil çalmaz. Kaydedilenler kalır; Dükkango&apos;ya henüz gönderilmemiş olanlar bekler.</translation>
    </message>
    <message>
        <source>Forget the key</source>
        <translation>Anahtarı unut</translation>
    </message>
    <message>
        <source>This key is not for the restaurant whose orders come here until now: {before}. With it the other one&apos;s orders come here, and what is still to be sent to Dükkango for this one is refused.</source>
        <translation>Bu anahtar, siparişleri şimdiye kadar buraya gelen restoranın ({before}) değil. Kullanırsanız buraya öteki restoranın siparişleri gelir; şimdikinin Dükkango&apos;ya henüz gönderilmemiş işlemleri reddedilir.</translation>
    </message>
    <message>
        <source>In a private file only this user can read the key, but it lies there unencrypted.</source>
        <translation>Özel dosyadaki anahtarı yalnızca bu kullanıcı okuyabilir; ama şifresiz durur.</translation>
    </message>
    <message>
        <source>This computer has no encrypted keyring. In a private file only this user can read the key, but it lies there unencrypted.</source>
        <translation>Bu bilgisayarda şifreli anahtarlık yok. Özel dosyadaki anahtarı yalnızca bu kullanıcı okuyabilir; ama şifresiz durur.</translation>
    </message>
    <message>
        <source>Connected: {restaurants}</source>
        <translation>Bağlandı: {restaurants}</translation>
    </message>
    <message>
        <source>There is a key</source>
        <translation>Anahtar var</translation>
    </message>
    <message>
        <source>The key is kept in the system&apos;s keyring.</source>
        <translation>Anahtar, sistemin anahtarlığında saklanıyor.</translation>
    </message>
    <message>
        <source>The key is not kept: it is asked for again at the next start.</source>
        <translation>Anahtar saklanmıyor: bir sonraki başlangıçta yeniden sorulur.</translation>
    </message>
    <message>
        <source>The key comes from the environment of this program.</source>
        <translation>Anahtar, bu programın ortam değişkenlerinden geliyor.</translation>
    </message>
    <message>
        <source>Try the keyring again</source>
        <translation>Anahtarlığı yeniden dene</translation>
    </message>
    <message>
        <source>The key is being put into the system&apos;s keyring. If a window asks for its password, answer there.</source>
        <translation>Anahtar, sistemin anahtarlığına konuyor. Parolasını soran bir pencere açılırsa orada yanıtlayın.</translation>
    </message>
    <message>
        <source>I have an access token</source>
        <translation>Erişim anahtarım var</translation>
    </message>
    <message>
        <source>I have two secret keys instead</source>
        <translation>İki gizli anahtarım var</translation>
    </message>
    <message>
        <source>Nothing was copied yet. Copy the token in Dükkango&apos;s panel, then press Paste.</source>
        <translation>Henüz bir şey kopyalanmadı. Anahtarı Dükkango panelinde kopyalayın, sonra Yapıştır&apos;a basın.</translation>
    </message>
    <message>
        <source>Asking Dükkango…</source>
        <translation>Dükkango&apos;ya soruluyor…</translation>
    </message>
    <message>
        <source>Less: {what}</source>
        <translation>Azalt: {what}</translation>
    </message>
    <message>
        <source>More: {what}</source>
        <translation>Artır: {what}</translation>
    </message>
    <message>
        <source>Setup</source>
        <translation>Kurulum</translation>
    </message>
    <message>
        <source>That failed unexpectedly. Try again; if it fails again, make a support package in the check-up (F9).</source>
        <translation>Beklenmeyen bir hata oldu. Yeniden deneyin; yine olursa Tanı ekranında (F9) destek paketi çıkarın.</translation>
    </message>
    <message>
        <source>Connect to Dükkango</source>
        <translation>Dükkango&apos;ya bağlan</translation>
    </message>
    <message>
        <source>In Dükkango&apos;s panel open Entegrasyon (Integrations) and copy the access token. Then press Paste here.</source>
        <translation>Dükkango panelinde Entegrasyon&apos;u açıp erişim anahtarını kopyalayın. Sonra burada Yapıştır&apos;a basın.</translation>
    </message>
    <message>
        <source>Skip for now</source>
        <translation>Şimdilik geç</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>İleri</translation>
    </message>
    <message>
        <source>In Dükkango&apos;s panel open Entegrasyon (Integrations). Copy the app secret key and the restaurant secret key one after the other, and paste each of them here.</source>
        <translation>Dükkango panelinde Entegrasyon&apos;u açın. Uygulama ve restoran gizli anahtarlarını sırayla kopyalayıp buraya yapıştırın.</translation>
    </message>
    <message>
        <source>Do you hear the bell?</source>
        <translation>Zili duyuyor musunuz?</translation>
    </message>
    <message>
        <source>This is how a new order sounds. Go to where you work and listen.</source>
        <translation>Yeni sipariş böyle çalar. Çalıştığınız yere gidip dinleyin.</translation>
    </message>
    <message>
        <source>Volume of a new order</source>
        <translation>Yeni sipariş zilinin ses düzeyi</translation>
    </message>
    <message>
        <source>I hear nothing</source>
        <translation>Hiçbir şey duymuyorum</translation>
    </message>
    <message>
        <source>Go on anyway</source>
        <translation>Yine de devam et</translation>
    </message>
    <message>
        <source>I heard it</source>
        <translation>Duydum</translation>
    </message>
    <message>
        <source>Is the loudspeaker on and plugged in? Is the computer&apos;s own volume up? Is the right output chosen in the system&apos;s sound settings? It goes on ringing here; F9 looks at the rest.</source>
        <translation>Hoparlör açık ve takılı mı? Bilgisayarın kendi sesi açık mı? Sistemin ses ayarlarında doğru çıkış seçili mi? Zil burada çalmaya devam eder; F9 gerisini kontrol eder.</translation>
    </message>
    <message>
        <source>How long does an order usually take?</source>
        <translation>Bir sipariş genelde ne kadar sürer?</translation>
    </message>
    <message>
        <source>Accept promises this time; it can be changed for each order.</source>
        <translation>Kabul edince müşteriye bu süre bildirilir; her siparişte değiştirilebilir.</translation>
    </message>
    <message>
        <source>Usual preparation time</source>
        <translation>Her zamanki hazırlama süresi</translation>
    </message>
    <message>
        <source>Start with the computer?</source>
        <translation>Tezgâh bilgisayarla birlikte başlasın mı?</translation>
    </message>
    <message>
        <source>Then orders arrive every morning without anybody thinking of it.</source>
        <translation>Böylece sabahları kimse hatırlamasa da siparişler gelir.</translation>
    </message>
    <message>
        <source>No, I start it myself</source>
        <translation>Hayır, kendim başlatırım</translation>
    </message>
    <message>
        <source>Yes, start with the computer</source>
        <translation>Evet, kendiliğinden başlasın</translation>
    </message>
    <message>
        <source>Previous step</source>
        <translation>Önceki adım</translation>
    </message>
    <message>
        <source>Step {number} of {all}</source>
        <translation>Adım {number} / {all}</translation>
    </message>
</context>
<context>
    <name>shop</name>
    <message>
        <source>Off sale</source>
        <translation>Satışta değil</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Diğer</translation>
    </message>
    <message>
        <source>Back on sale</source>
        <translation>Satışa koy</translation>
    </message>
    <message>
        <source>Take off sale</source>
        <translation>Satıştan kaldır</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Yenile</translation>
    </message>
    <message>
        <source>Search a dish or a category</source>
        <translation>Ürün veya kategori ara</translation>
    </message>
    <message>
        <source>Off sale for:</source>
        <translation>Satıştan kaldırma süresi:</translation>
    </message>
    <message>
        <source>No dish is found. Type less of its name, or part of its category.</source>
        <translation>Ürün bulunamadı. Adından daha az yazın veya kategorisini deneyin.</translation>
    </message>
    <message>
        <source>No dish is known yet. Dükkango&apos;s list is asked for twice a minute at most.</source>
        <translation>Henüz ürün bilinmiyor. Dükkango listesi en çok dakikada iki kez sorulur.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Açık</translation>
    </message>
    <message>
        <source>Open now</source>
        <translation>Şimdi aç</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Kapat</translation>
    </message>
    <message>
        <source>Close {minutes} min</source>
        <translation>{minutes} dk kapat</translation>
    </message>
    <message>
        <source>A closed restaurant gets no new orders; those under way go on. Closed for some minutes, it opens by itself, also after a restart.</source>
        <translation>Kapalı restorana yeni sipariş gelmez; eldekiler devam eder. Süreli kapatılan restoran süre dolunca kendiliğinden açılır, program yeniden başlatılsa bile.</translation>
    </message>
    <message>
        <source>Dükkango has not told yet which restaurants this key reaches.</source>
        <translation>Dükkango bu anahtarın hangi restoranlara ait olduğunu henüz bildirmedi.</translation>
    </message>
    <message>
        <source>Close {branch} now?</source>
        <translation>{branch} şimdi kapatılsın mı?</translation>
    </message>
    <message>
        <source>Restaurant: open or closed</source>
        <translation>Restoran: açık / kapalı</translation>
    </message>
    <message>
        <source>Dishes</source>
        <translation>Ürünler</translation>
    </message>
    <message>
        <source>Opening… not confirmed yet</source>
        <translation>Açılıyor… henüz onaylanmadı</translation>
    </message>
    <message>
        <source>Closing… not confirmed yet</source>
        <translation>Kapatılıyor… henüz onaylanmadı</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation>Henüz bilinmiyor</translation>
    </message>
    <message>
        <source>Closed; it was to open at {time}</source>
        <translation>Kapalı; {time} saatinde açılacaktı</translation>
    </message>
    <message>
        <source>Closed; opens by itself at {time}</source>
        <translation>Kapalı; {time} saatinde kendiliğinden açılır</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Kapalı</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Açılıyor…</translation>
    </message>
    <message>
        <source>Closing…</source>
        <translation>Kapatılıyor…</translation>
    </message>
    <message>
        <source>Open?</source>
        <translation>Açık mı?</translation>
    </message>
    <message>
        <source>Closed · {time}</source>
        <translation>Kapalı · {time}</translation>
    </message>
    <message>
        <source>{open} of {all} open</source>
        <translation>{open}/{all} açık</translation>
    </message>
    <message>
        <source>Until closing</source>
        <translation>Kapanışa kadar</translation>
    </message>
    <message>
        <source>4 hours</source>
        <translation>4 saat</translation>
    </message>
    <message>
        <source>Until I say so</source>
        <translation>Ben diyene kadar</translation>
    </message>
    <message>
        <source>On sale</source>
        <translation>Satışta</translation>
    </message>
    <message>
        <source>Going back on sale…</source>
        <translation>Satışa konuyor…</translation>
    </message>
    <message>
        <source>Going off sale…</source>
        <translation>Kaldırılıyor…</translation>
    </message>
    <message>
        <source>Off sale until closing</source>
        <translation>Kapanışa kadar yok</translation>
    </message>
    <message>
        <source>Off sale until {time}</source>
        <translation>{time} saatine kadar yok</translation>
    </message>
    <message>
        <source>{dish} goes off sale until closing</source>
        <translation>{dish} kapanışa kadar satıştan kaldırılıyor</translation>
    </message>
    <message>
        <source>{dish} goes off sale for 4 hours</source>
        <translation>{dish} 4 saatliğine satıştan kaldırılıyor</translation>
    </message>
    <message>
        <source>{dish} goes off sale until you put it back</source>
        <translation>{dish} siz geri koyana kadar satıştan kaldırılıyor</translation>
    </message>
    <message>
        <source>{dish} goes back on sale</source>
        <translation>{dish} yeniden satışa konuyor</translation>
    </message>
    <message>
        <source>{waiting} at {branch}. Closing stops new orders only: these still have to be accepted or cancelled.</source>
        <translation>{branch}: {waiting}. Kapatmak yalnızca yeni siparişleri durdurur; bunların yine kabul veya iptal edilmesi gerekir.</translation>
    </message>
    <message>
        <source>The dishes could not be fetched ({problem}). It is tried again.</source>
        <translation>Ürünler alınamadı ({problem}). Yeniden deneniyor.</translation>
    </message>
    <message>
        <source>The dishes are being fetched…</source>
        <translation>Ürünler alınıyor…</translation>
    </message>
    <message>
        <source>As of {time}: the dishes could not be fetched anew ({problem})</source>
        <translation>{time} itibarıyla: ürünler yenilenemedi ({problem})</translation>
    </message>
</context>
<context>
    <name>steps</name>
    <message>
        <source>Seen</source>
        <translation>Görüldü</translation>
    </message>
    <message>
        <source>The change was seen (G)</source>
        <translation>Değişiklik görüldü (G)</translation>
    </message>
    <message>
        <source>Take the cancellation back</source>
        <translation>İptali geri al</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>İptal et…</translation>
    </message>
    <message>
        <source>Cancel this order (F4)</source>
        <translation>Bu siparişi iptal et (F4)</translation>
    </message>
</context>
<context>
    <name>support</name>
    <message>
        <source>Gathering the support package…</source>
        <translation>Destek paketi hazırlanıyor…</translation>
    </message>
    <message>
        <source>It could not be saved ({reason}). Choose another place.</source>
        <translation>Kaydedilemedi ({reason}). Başka bir yer seçin.</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>Kaydedildi: {path}</translation>
    </message>
    <message>
        <source>Support package</source>
        <translation>Destek paketi</translation>
    </message>
    <message>
        <source>This is all that would be saved. There are no names, phones, addresses and no access key in it.</source>
        <translation>Kaydedilecek olanların hepsi burada. İçinde ad, telefon, adres ve erişim anahtarı yoktur.</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dosyalar</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>İçerik</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Kaydet…</translation>
    </message>
</context>
<context>
    <name>tray</name>
    <message>
        <source>Open Tezgâh</source>
        <translation>Tezgâh&apos;ı aç</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Sustur</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Çık</translation>
    </message>
    <message>
        <source>Not receiving orders</source>
        <translation>Sipariş alınamıyor</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>Ses yok</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Sesi aç</translation>
    </message>
</context>
<context>
    <name>troubles</name>
    <message>
        <source>What is new?</source>
        <translation>Neler yeni?</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>Tamam</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Yeniden dene</translation>
    </message>
    <message>
        <source>Test sound</source>
        <translation>Sesi dene</translation>
    </message>
    <message>
        <source>Open order</source>
        <translation>Siparişi aç</translation>
    </message>
    <message>
        <source>Enter the key…</source>
        <translation>Anahtarı gir…</translation>
    </message>
    <message>
        <source>Restaurant</source>
        <translation>Restoran</translation>
    </message>
    <message>
        <source>Dishes</source>
        <translation>Ürünler</translation>
    </message>
    <message>
        <source>What to do?</source>
        <translation>Ne yapmalı?</translation>
    </message>
    <message>
        <source>The access key is asked for at each start: enter it. Until then no orders are received.</source>
        <translation>Erişim anahtarı her açılışta sorulur: anahtarı girin. O zamana kadar sipariş alınamaz.</translation>
    </message>
    <message>
        <source>Dükkango refuses the receipt of an order ({detail}): check its panel.</source>
        <translation>Dükkango bir siparişin alındı bildirimini reddediyor ({detail}): panelinden bakın.</translation>
    </message>
    <message>
        <source>Dükkango refuses the receipt of an order: check its panel.</source>
        <translation>Dükkango bir siparişin alındı bildirimini reddediyor: panelinden bakın.</translation>
    </message>
    <message>
        <source>No access key: orders cannot be received.</source>
        <translation>Erişim anahtarı yok: sipariş alınamıyor.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring does not hand out the key: unlock it. Orders cannot be received.</source>
        <translation>Sistemin anahtarlığı anahtarı vermiyor: kilidini açın. Sipariş alınamıyor.</translation>
    </message>
    <message>
        <source>Orders cannot be saved on this computer. They are asked for again until they can.</source>
        <translation>Siparişler bu bilgisayara kaydedilemiyor. Kaydedilene kadar yeniden istenecek.</translation>
    </message>
    <message>
        <source>Dükkango refuses the access key: orders cannot be received.</source>
        <translation>Dükkango erişim anahtarını kabul etmiyor: sipariş alınamıyor.</translation>
    </message>
    <message>
        <source>Dükkango cannot be reached: new orders do not arrive. Check the internet connection.</source>
        <translation>Dükkango&apos;ya ulaşılamıyor: yeni siparişler gelmiyor. İnternet bağlantısına bakın.</translation>
    </message>
    <message>
        <source>The connection to Dükkango is not safe: orders do not arrive. Its certificate is not trusted here.</source>
        <translation>Dükkango bağlantısı güvenli değil: sipariş alınamıyor. Sertifikasına bu bilgisayarda güvenilmiyor.</translation>
    </message>
    <message>
        <source>Dükkango answers with an error: new orders do not arrive. It is tried again.</source>
        <translation>Dükkango hata veriyor: yeni siparişler gelmiyor. Yeniden deneniyor.</translation>
    </message>
    <message>
        <source>Dükkango says it is asked too often: another program may be using the same key.</source>
        <translation>Dükkango çok sık sorulduğunu söylüyor: aynı anahtarı başka bir program kullanıyor olabilir.</translation>
    </message>
    <message>
        <source>No sound: new orders do not ring. Check the loudspeaker.</source>
        <translation>Ses yok: yeni siparişlerde zil çalmıyor. Hoparlöre bakın.</translation>
    </message>
    <message>
        <source>The sound of this computer is off: new orders cannot be heard. Turn it up.</source>
        <translation>Bu bilgisayarın sesi kapalı: yeni siparişler duyulmuyor. Sesi açın.</translation>
    </message>
    <message>
        <source>For some time no orders could arrive.</source>
        <translation>Bir süre sipariş alınamadı.</translation>
    </message>
    <message>
        <source>A part of the program failed and is being restarted.</source>
        <translation>Programın bir parçası durdu, yeniden başlatılıyor.</translation>
    </message>
    <message>
        <source>Something was put right.</source>
        <translation>Bir şey kendiliğinden düzeltildi.</translation>
    </message>
    <message>
        <source>{what} is still closed: it could not be opened again. No orders arrive there.</source>
        <translation>{what} hâlâ kapalı: yeniden açılamadı. Oraya sipariş gelmiyor.</translation>
    </message>
    <message>
        <source>Could not be put back on sale yet: {what}. It is tried again.</source>
        <translation>Henüz satışa konamadı: {what}. Yeniden deneniyor.</translation>
    </message>
    <message>
        <source>Dükkango refused it for {what}: {reason}</source>
        <translation>Dükkango reddetti – {what}: {reason}</translation>
    </message>
    <message>
        <source>{what}: it was pressed too long ago and was not done. Press again if it is meant.</source>
        <translation>{what}: basılalı çok oldu, yapılmadı. Hâlâ isteniyorsa yeniden basın.</translation>
    </message>
    <message>
        <source>Tezgâh was not running {begin}–{end}</source>
        <translation>Tezgâh {begin}–{end} arası kapalıydı</translation>
    </message>
    <message>
        <source>Not listening {begin}–{end}</source>
        <translation>{begin}–{end} arası sipariş alınamadı</translation>
    </message>
    <message>
        <source>{what}; no order arrived</source>
        <translation>{what}; sipariş gelmedi</translation>
    </message>
    <message>
        <source>{what}, the oldest waited {minutes} min</source>
        <translation>{what}, en eskisi {minutes} dk bekledi</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {minutes} min ahead of Dükkango&apos;s: set it, or times and ages are wrong.</source>
        <translation>Bu bilgisayarın saati Dükkango&apos;nunkinden {minutes} dk ileri: saati düzeltin, yoksa saatler ve süreler yanlış olur.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {minutes} min behind Dükkango&apos;s: set it, or times and ages are wrong.</source>
        <translation>Bu bilgisayarın saati Dükkango&apos;nunkinden {minutes} dk geri: saati düzeltin, yoksa saatler ve süreler yanlış olur.</translation>
    </message>
    <message>
        <source>Tezgâh ended unexpectedly at {time} and started again; orders are as they were saved.</source>
        <translation>Tezgâh {time} saatinde beklenmedik şekilde kapandı ve yeniden açıldı; siparişler kaydedildiği gibi duruyor.</translation>
    </message>
    <message>
        <source>Version {name} of Tezgâh is there.</source>
        <translation>Tezgâh&apos;ın {name} sürümü çıktı.</translation>
    </message>
    <message>
        <source>The settings could not be read: they begin anew. The old file was kept as {name}.</source>
        <translation>Ayarlar okunamadı, baştan başlıyor. Eski dosya {name} adıyla saklandı.</translation>
    </message>
    <message>
        <source>What could not be used in the settings has its default again: {name}.</source>
        <translation>Ayarlarda kullanılamayanlar varsayılanına döndü: {name}.</translation>
    </message>
    <message>
        <source>The settings cannot be read now: all have their defaults. Check who may read {name} and start again.</source>
        <translation>Ayarlar şu anda okunamıyor: hepsi varsayılan değerinde. {name} dosyasını okuma izinlerini kontrol edip yeniden başlatın.</translation>
    </message>
    <message>
        <source>The settings cannot be saved ({name}): what you choose holds until Tezgâh ends. Check space and permissions.</source>
        <translation>Ayarlar kaydedilemiyor ({name}): seçtikleriniz Tezgâh kapanana kadar geçerli. Diskteki yeri ve izinleri kontrol edin.</translation>
    </message>
    <message>
        <source>The file of saved orders was damaged. What could be read of it is in a new one; compare the board with Dükkango&apos;s panel. The old file was kept as {name}.</source>
        <translation>Kayıtlı siparişlerin dosyası bozulmuştu. Okunabilenler yeni bir dosyada; panoyu Dükkango paneliyle karşılaştırın. Eski dosya {name} adıyla saklandı.</translation>
    </message>
    <message>
        <source>The file of saved orders was removed or replaced while Tezgâh was running. It was written anew in {name}. Compare the board with Dükkango&apos;s panel.</source>
        <translation>Kayıtlı siparişlerin dosyası Tezgâh çalışırken silindi ya da değiştirildi. Yeniden yazıldı: {name}. Panoyu Dükkango paneliyle karşılaştırın.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring is locked or does not answer. Unlock it, or log out of the computer and in again, then start Tezgâh again. If it stays so, enter the access key anew.</source>
        <translation>Sistemin anahtarlığı kilitli ya da yanıt vermiyor. Kilidini açın veya bilgisayarda oturumu kapatıp yeniden açın, sonra Tezgâh&apos;ı yeniden başlatın. Böyle kalırsa erişim anahtarını yeniden girin.</translation>
    </message>
    <message>
        <source>Dükkango answers each key once in 30 seconds. If another program, another computer or the sample integration uses the same key, orders go to whichever asks first and are missing in the others.

End the other program, or ask Dükkango for a key of its own.</source>
        <translation>Dükkango her anahtara 30 saniyede bir yanıt verir. Aynı anahtarı başka bir program, başka bir bilgisayar ya da örnek entegrasyon da kullanıyorsa siparişler ilk sorana gider, ötekilerde görünmez.

Öteki programı kapatın ya da Dükkango&apos;dan ayrı bir anahtar isteyin.</translation>
    </message>
    <message>
        <source>Check the date and time of this computer first: a wrong date makes every certificate look wrong.

If the Wi-Fi has a login page, open any page in the browser and log in there. If an antivirus or a company network looks into connections, its own certificate has to be installed on this computer.

Nothing was sent: the access key is safe.</source>
        <translation>Önce bu bilgisayarın tarihini ve saatini kontrol edin: yanlış tarih her sertifikayı geçersiz gösterir.

Wi-Fi&apos;nin bir giriş sayfası varsa tarayıcıda herhangi bir sayfa açıp giriş yapın. Bir antivirüs ya da şirket ağı bağlantıların içine bakıyorsa onun sertifikası bu bilgisayara kurulmalıdır.

Hiçbir şey gönderilmedi: erişim anahtarı güvende.</translation>
    </message>
    <message>
        <source>Nothing is lost: orders are saved before anything else happens. If this stays, restart the program.</source>
        <translation>Hiçbir şey kaybolmadı: siparişler her şeyden önce kaydedilir. Sorun sürerse programı yeniden başlatın.</translation>
    </message>
    <message>
        <source>The orders of this computer were saved by a newer version of Tezgâh.
Install that version again; nothing was changed.</source>
        <translation>Bu bilgisayardaki siparişler Tezgâh&apos;ın daha yeni bir sürümüyle kaydedilmiş.
O sürümü yeniden kurun; hiçbir şey değiştirilmedi.</translation>
    </message>
    <message>
        <source>The folder for orders cannot be used: {folder}
Free some disk space or check the permissions, then start Tezgâh again.</source>
        <translation>Sipariş klasörü kullanılamıyor: {folder}
Diskte yer açın ya da izinleri kontrol edin, sonra Tezgâh&apos;ı yeniden başlatın.</translation>
    </message>
    <message>
        <source>The folder of orders was removed while Tezgâh was running, and another Tezgâh was started in its place.
This window receives nothing any more and closes with this message. Go on in the other one, and compare its board with Dükkango&apos;s panel: orders that only this window had saved are missing there.</source>
        <translation>Tezgâh çalışırken sipariş klasörü silindi, yerine başka bir Tezgâh açıldı.
Bu pencereye artık sipariş gelmez, bu ileti kapatılınca o da kapanır. Öteki pencereyle devam edin ve panosunu Dükkango paneliyle karşılaştırın: yalnızca bu pencerenin kaydettiği siparişler orada yok.</translation>
    </message>
    <message>
        <source>1.  Open Dükkango&apos;s panel and go to Entegrasyon (Integrations).
2.  Copy the access token there,
     or the app secret key and the restaurant secret key.
3.  Press “Enter the key…” here, and paste it.</source>
        <translation>1.  Dükkango panelini açıp Entegrasyon&apos;a gidin.
2.  Oradaki erişim anahtarını
     ya da uygulama ve restoran gizli anahtarlarını kopyalayın.
3.  Burada “Anahtarı gir…”e basıp yapıştırın.</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Bağlanıyor…</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Bağlı</translation>
    </message>
    <message>
        <source>Not receiving orders</source>
        <translation>Sipariş alınamıyor</translation>
    </message>
    <message>
        <source>Tezgâh cannot begin</source>
        <translation>Tezgâh açılamıyor</translation>
    </message>
    <message>
        <source>Go on in the other window</source>
        <translation>Öteki pencerede devam edin</translation>
    </message>
</context>
<context>
    <name>updates</name>
    <message>
        <source>The address for updates is wrong: it has to begin with https://. Check it in the settings.</source>
        <translation>Güncelleme adresi yanlış: https:// ile başlamalı. Ayarlardan kontrol edin.</translation>
    </message>
    <message>
        <source>The address for updates cannot be reached. Check the internet connection.</source>
        <translation>Güncelleme adresine ulaşılamıyor. İnternet bağlantısını kontrol edin.</translation>
    </message>
    <message>
        <source>The connection to the address for updates is not safe. Check the date and time of this computer.</source>
        <translation>Güncelleme adresine bağlantı güvenli değil. Bu bilgisayarın tarih ve saatini kontrol edin.</translation>
    </message>
    <message>
        <source>The address for updates did not answer in time. Try again later.</source>
        <translation>Güncelleme adresi zamanında yanıt vermedi. Daha sonra yeniden deneyin.</translation>
    </message>
    <message>
        <source>There is nothing at the address for updates. Check it in the settings.</source>
        <translation>Güncelleme adresinde bir şey yok. Adresi ayarlardan kontrol edin.</translation>
    </message>
    <message>
        <source>More came than was announced: it was stopped and thrown away. Nothing was installed.</source>
        <translation>Bildirilenden fazlası geldi: durduruldu ve silindi. Hiçbir şey kurulmadı.</translation>
    </message>
    <message>
        <source>What is at the address for updates was not signed by the makers of Tezgâh. Nothing of it is used.</source>
        <translation>Güncelleme adresindeki dosyayı Tezgâh&apos;ı yapanlar imzalamamış. Dosya kullanılmadı.</translation>
    </message>
    <message>
        <source>What is at the address for updates cannot be read by this version of Tezgâh.</source>
        <translation>Güncelleme adresindekini Tezgâh&apos;ın bu sürümü okuyamıyor.</translation>
    </message>
    <message>
        <source>What is at the address for updates is older than what was there before, so nothing of it is used. Try again later; if it stays so, ask whoever installed Tezgâh.</source>
        <translation>Güncelleme adresindeki liste daha önce görülenden eski; bu yüzden kullanılmadı. Sonra yeniden deneyin; böyle kalırsa Tezgâh&apos;ı kuran kişiye sorun.</translation>
    </message>
    <message>
        <source>The downloaded file is not the right one: it was thrown away. Nothing was installed.</source>
        <translation>İndirilen dosya doğru dosya değil: silindi. Hiçbir şey kurulmadı.</translation>
    </message>
    <message>
        <source>The file cannot be saved or read. Free some disk space and try again.</source>
        <translation>Dosya kaydedilemiyor ya da okunamıyor. Diskte yer açıp yeniden deneyin.</translation>
    </message>
    <message>
        <source>The installer could not be started. Download it again.</source>
        <translation>Kurulum başlatılamadı. Dosyayı yeniden indirin.</translation>
    </message>
    <message>
        <source>New version</source>
        <translation>Yeni sürüm</translation>
    </message>
    <message>
        <source>What is new</source>
        <translation>Neler yeni</translation>
    </message>
    <message>
        <source>How much is downloaded</source>
        <translation>Ne kadarı indi</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopyala</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>İndir</translation>
    </message>
    <message>
        <source>The list of versions has not been renewed since {day}: there may be newer ones. Check the date of this computer, or ask whoever installed Tezgâh.</source>
        <translation>Sürüm listesi {day} gününden beri yenilenmedi: daha yeni bir sürüm olabilir. Bilgisayarın tarihini denetleyin ya da Tezgâh&apos;ı kuran kişiye sorun.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopyalandı</translation>
    </message>
    <message>
        <source>What to type into a terminal</source>
        <translation>Terminale yazılacak komut</translation>
    </message>
    <message>
        <source>Look now</source>
        <translation>Şimdi bak</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Durdur</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>Kur</translation>
    </message>
    <message>
        <source>This Tezgâh has no key to check updates with, so it takes none. Ask whoever installed it.</source>
        <translation>Bu Tezgâh&apos;ta güncellemeleri denetleyecek anahtar yok, bu yüzden güncelleme almaz. Kuran kişiye sorun.</translation>
    </message>
    <message>
        <source>Tezgâh closes to install the new version: nothing arrives or rings until it is open again.</source>
        <translation>Yeni sürümü kurmak için Tezgâh kapanır: yeniden açılana kadar sipariş gelmez, zil çalmaz.</translation>
    </message>
    <message>
        <source>Install while orders wait?</source>
        <translation>Sipariş beklerken kurulsun mu?</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Klasörü aç</translation>
    </message>
    <message>
        <source>Looking for a new version…</source>
        <translation>Yeni sürüm aranıyor…</translation>
    </message>
    <message>
        <source>Version {version} is the newest one.</source>
        <translation>{version} en yeni sürüm.</translation>
    </message>
    <message>
        <source>Version {version} of {day} is there.</source>
        <translation>{version} sürümü çıktı ({day}).</translation>
    </message>
    <message>
        <source>The download has {size} MB. Orders arrive and ring meanwhile.</source>
        <translation>İndirilecek dosya {size} MB. Bu sırada siparişler gelir ve çalar.</translation>
    </message>
    <message>
        <source>There is no file for this computer: ask whoever installed Tezgâh.</source>
        <translation>Bu bilgisayar için dosya yok: Tezgâh&apos;ı kim kurduysa ona sorun.</translation>
    </message>
    <message>
        <source>Downloading: {have} of {size} MB</source>
        <translation>İndiriliyor: {size} MB&apos;ın {have} MB&apos;ı</translation>
    </message>
    <message>
        <source>Downloaded and checked. To install it Tezgâh closes for a moment: choose a time without orders.</source>
        <translation>İndirildi ve kontrol edildi. Kurmak için Tezgâh kısa süre kapanır: sipariş olmayan bir zaman seçin.</translation>
    </message>
    <message>
        <source>Downloaded and checked. Type this into a terminal, or ask whoever installed Tezgâh to do it; then quit Tezgâh and start it again.</source>
        <translation>İndirildi ve kontrol edildi. Aşağıdaki komutu terminale yazın ya da Tezgâh&apos;ı kim kurduysa ondan isteyin; sonra Tezgâh&apos;ı kapatıp yeniden açın.</translation>
    </message>
    <message>
        <source>Downloaded and checked. Unpack it in place of the old version, then start Tezgâh again.</source>
        <translation>İndirildi ve kontrol edildi. Eski sürümün yerine açın, sonra Tezgâh&apos;ı yeniden başlatın.</translation>
    </message>
</context>
<context>
    <name>window</name>
    <message>
        <source>Will look as soon as Dükkango allows</source>
        <translation>Dükkango izin verir vermez bakılacak</translation>
    </message>
    <message>
        <source>{minutes} min is the usual time now</source>
        <translation>Her zamanki süre artık {minutes} dk</translation>
    </message>
    <message>
        <source>Nothing is ringing</source>
        <translation>Şu anda zil çalmıyor</translation>
    </message>
    <message>
        <source>Orders go on arriving and ringing. Press the icon to open the window.</source>
        <translation>Siparişler gelmeye, zil çalmaya devam eder. Pencereyi açmak için simgeye basın.</translation>
    </message>
    <message>
        <source>Tezgâh goes on here</source>
        <translation>Tezgâh çalışmaya devam ediyor</translation>
    </message>
    <message>
        <source>Not looked yet.</source>
        <translation>Henüz bakılmadı.</translation>
    </message>
    <message>
        <source>Last looked at {time}.</source>
        <translation>Son bakış: {time}.</translation>
    </message>
    <message>
        <source>No order is waiting</source>
        <translation>Bekleyen sipariş yok</translation>
    </message>
    <message>
        <source>Tezgâh has no access key for Dükkango yet</source>
        <translation>Tezgâh&apos;ın Dükkango için erişim anahtarı yok</translation>
    </message>
    <message>
        <source>New orders appear here and ring.</source>
        <translation>Yeni siparişler burada görünür ve zil çalar.</translation>
    </message>
    <message>
        <source>{number}: “{action}” is not possible now</source>
        <translation>{number}: “{action}” şu anda yapılamıyor</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Status {number}</source>
        <translation>Durum {number}</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Yeni</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Hazırlanıyor</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>Yolda</translation>
    </message>
    <message>
        <source>New order {number}</source>
        <translation>Yeni sipariş {number}</translation>
    </message>
    <message>
        <source>Pickup</source>
        <translation>Gel al</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Paket</translation>
    </message>
    <message>
        <source>Own courier</source>
        <translation>Kendi kuryemiz</translation>
    </message>
    <message>
        <source>Dükkango courier</source>
        <translation>Dükkango kuryesi</translation>
    </message>
    <message>
        <source>{count} items</source>
        <translation>{count} ürün</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} dk</translation>
    </message>
    <message>
        <source>{payment} — {amount} to collect</source>
        <translation>{payment} — {amount} alınacak</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>{minutes} dk kaldı</translation>
    </message>
    <message>
        <source>{minutes} min late</source>
        <translation>{minutes} dk geç</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Kabul et</translation>
    </message>
    <message>
        <source>Accept · {minutes} min</source>
        <translation>Kabul et · {minutes} dk</translation>
    </message>
    <message>
        <source>No longer open at Dükkango: check before cooking</source>
        <translation>Dükkango&apos;da artık açık değil: pişirmeden önce kontrol edin</translation>
    </message>
    <message>
        <source>Accepted elsewhere {time}</source>
        <translation>Başka yerde kabul edildi {time}</translation>
    </message>
    <message>
        <source>Saved here, will be sent</source>
        <translation>Burada kayıtlı, gönderilecek</translation>
    </message>
    <message>
        <source>Sending… try {number}</source>
        <translation>Gönderiliyor… {number}. deneme</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Gönderiliyor…</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>İleri saatli</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>%{number}</translation>
    </message>
    <message>
        <source>No clear answer: the next look decides</source>
        <translation>Yanıt belirsiz: sonraki bakış gösterecek</translation>
    </message>
    <message>
        <source>Accepted by rule, confirmed {time}</source>
        <translation>Otomatik kabul edildi, onaylandı {time}</translation>
    </message>
    <message>
        <source>Confirmed by Dükkango {time}</source>
        <translation>Dükkango onayladı {time}</translation>
    </message>
    <message>
        <source>Off with the courier</source>
        <translation>Yola çıktı</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Teslim edildi</translation>
    </message>
    <message>
        <source>Cancel order</source>
        <translation>İptal et</translation>
    </message>
    <message>
        <source>Will be cancelled in a moment</source>
        <translation>Birazdan iptal edilecek</translation>
    </message>
    <message>
        <source>{action}: sending…</source>
        <translation>{action}: gönderiliyor…</translation>
    </message>
    <message>
        <source>{action}: sending… try {number}</source>
        <translation>{action}: gönderiliyor… {number}. deneme</translation>
    </message>
    <message>
        <source>Dükkango refused: {sentence}</source>
        <translation>Dükkango reddetti: {sentence}</translation>
    </message>
    <message>
        <source>Dükkango refused the acceptance</source>
        <translation>Dükkango kabulü reddetti</translation>
    </message>
    <message>
        <source>Tezgâh starts with the computer from now on</source>
        <translation>Tezgâh artık bilgisayarla birlikte başlar</translation>
    </message>
    <message>
        <source>Tezgâh does not start with the computer any more</source>
        <translation>Tezgâh artık bilgisayarla birlikte başlamaz</translation>
    </message>
    <message>
        <source>It could not be changed ({reason})</source>
        <translation>Değiştirilemedi ({reason})</translation>
    </message>
    <message>
        <source>came {time}</source>
        <translation>geldi {time}</translation>
    </message>
    <message>
        <source>rang {time}</source>
        <translation>çaldı {time}</translation>
    </message>
    <message>
        <source>muted {time}</source>
        <translation>susturuldu {time}</translation>
    </message>
    <message>
        <source>Accept pressed {time}</source>
        <translation>Kabul&apos;e basıldı {time}</translation>
    </message>
    <message>
        <source>accepted {time}</source>
        <translation>onaylandı {time}</translation>
    </message>
    <message>
        <source>Some details could not be read</source>
        <translation>Bazı bilgiler okunamadı</translation>
    </message>
    <message>
        <source>Dükkango refuses the receipt: check its panel</source>
        <translation>Dükkango bildirimi reddediyor: panele bakın</translation>
    </message>
    <message>
        <source>status</source>
        <translation>durum</translation>
    </message>
    <message>
        <source>dishes</source>
        <translation>ürünler</translation>
    </message>
    <message>
        <source>note</source>
        <translation>not</translation>
    </message>
    <message>
        <source>time</source>
        <translation>saat</translation>
    </message>
    <message>
        <source>address</source>
        <translation>adres</translation>
    </message>
    <message>
        <source>customer</source>
        <translation>müşteri</translation>
    </message>
    <message>
        <source>delivery</source>
        <translation>teslimat</translation>
    </message>
    <message>
        <source>total</source>
        <translation>tutar</translation>
    </message>
    <message>
        <source>payment</source>
        <translation>ödeme</translation>
    </message>
    <message>
        <source>other details</source>
        <translation>diğer bilgiler</translation>
    </message>
    <message>
        <source>Changed: {parts}</source>
        <translation>Değişti: {parts}</translation>
    </message>
    <message>
        <source>Scheduled for {time}</source>
        <translation>İleri saatli: {time}</translation>
    </message>
    <message>
        <source>Begin {number} now, for {time}</source>
        <translation>{number} şimdi hazırlanmalı ({time} için)</translation>
    </message>
    <message>
        <source>New orders are accepted at once with {minutes} min.</source>
        <translation>Yeni siparişler {minutes} dk ile hemen kabul edilir.</translation>
    </message>
    <message>
        <source>Only from {begins} to {ends}.</source>
        <translation>Yalnız {begins} ile {ends} arası.</translation>
    </message>
    <message>
        <source>Only while no more than {number} orders wait.</source>
        <translation>Yalnız en çok {number} sipariş beklerken.</translation>
    </message>
    <message>
        <source>Only under {total}.</source>
        <translation>Yalnız {total} altında.</translation>
    </message>
    <message>
        <source>Orders with a note are left to you.</source>
        <translation>Notu olan siparişler size kalır.</translation>
    </message>
    <message>
        <source>What cannot be read in full is left to you too. Each can be cancelled (F4).</source>
        <translation>Tam okunamayanlar da size kalır. Hepsi iptal edilebilir (F4).</translation>
    </message>
    <message>
        <source>No longer open</source>
        <translation>Artık açık değil</translation>
    </message>
    <message>
        <source>Accepted {time}</source>
        <translation>Kabul edildi {time}</translation>
    </message>
    <message>
        <source>This order is closed</source>
        <translation>Bu sipariş kapandı</translation>
    </message>
    <message>
        <source>Already accepted</source>
        <translation>Zaten kabul edildi</translation>
    </message>
    <message>
        <source>Order {number}</source>
        <translation>Sipariş {number}</translation>
    </message>
    <message>
        <source>waiting for {minutes} min</source>
        <translation>{minutes} dakikadır bekliyor</translation>
    </message>
    <message>
        <source>note: {note}</source>
        <translation>not: {note}</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Kaydediliyor…</translation>
    </message>
</context>
</TS>
