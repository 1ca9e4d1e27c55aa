using System.Globalization;

namespace Upshot.Privacy.Corpus;

/// <summary>Values that must be found: in attributes whose names tell nothing, in such that do, and within sentences of many languages.</summary>
internal static class Planted
{
    public static readonly (string Kind, Func<Draw, (string Language, string Name, string Text)> Make)[] Kinds =
    [
        ("e-mail", Mail), ("phone", Phone), ("card", Card), ("IBAN", Iban), ("national id", NationalId), ("IP address", Address), ("name", Name),
        ("street", Street), ("birth date", Birth), ("coordinates", Coordinates), ("secret", Secret), ("home folder", Home), ("device", Device),
    ];

    private static (string, string, string) Mail(Draw d)
    {
        var people = d.Any(People.All.Where(p => p.Language is not ("ja" or "zh" or "ru")).ToArray());
        var (first, last) = (d.Of(people.First), d.Of(people.Last).Replace(" ", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal));
        var isPlain = d.Below(4) > 0;
        var local = isPlain ? $"{Ascii(first)}.{Ascii(last)}{d.Any("", "+news", "84", "_x")}" : $"{first}.{last}";
        var mail = $"{local}@{d.Of("mail", "post", "inbox", "corp")}.{d.Of("example", "example.org", "test.de", "web.fr", "firma.pl", "shop.co.uk")}";
        mail = d.Any(mail, mail, mail.ToLowerInvariant(), mail.ToUpperInvariant());
        return d.Below(6) switch
        {
            0 => (people.Language, d.Of("note", "detail", "input", "q", "value", "arg"), mail),
            1 => (people.Language, "url.query", $"page=2&{d.Of("u", "to", "from", "who")}={mail.Replace("@", "%40", StringComparison.Ordinal)}&sort=asc"),
            2 => (people.Language, "", $"{{\"level\":\"info\",\"ctx\":{{\"{d.Of("m", "rcpt", "t", "addr")}\":\"{mail}\"}}}}"),
            3 => (people.Language, "", $"{d.Of("bounce", "queued", "sent", "deferred")}: {first} <{mail}> status=2.0.0"),
            4 => (people.Language, "", d.Of($"Die Bestätigung an {mail} ging hinaus", $"Could not notify {mail}: mailbox full", $"Courriel envoyé à {mail}.", $"Nie wysłano do {mail}")),
            _ => (people.Language, d.Of("message", "reason", "text", "payload"), $"no such user ({mail})"),
        };
    }

    private static (string, string, string) Phone(Draw d)
    {
        var (language, number) = d.Any(
            ("de", $"+49 {d.Any("151", "170", "30", "89")} {d.Digits(7)}"), ("de", $"0049{d.Any("151", "170")}{d.Digits(8)}"), ("en", $"+1 ({d.Any("415", "212")}) 555-{d.Digits(4)}"),
            ("en", $"+447{d.Digits(9)}"), ("fr", $"+33 6 {d.Digits(2)} {d.Digits(2)} {d.Digits(2)} {d.Digits(2)}"), ("es", $"+34 6{d.Digits(2)} {d.Digits(3)} {d.Digits(3)}"),
            ("pl", $"+48 {d.Digits(3)} {d.Digits(3)} {d.Digits(3)}"), ("sv", $"+46-70-{d.Digits(3)} {d.Digits(2)} {d.Digits(2)}"), ("pt", $"+55 11 9{d.Digits(4)}-{d.Digits(4)}"), ("tr", $"+905{d.Digits(9)}"));
        if (d.Below(3) > 0)
        {
            return d.Below(3) switch
            {
                0 => (language, d.Of("value", "input", "detail", "x"), number),
                1 => (language, "", $"{d.Of("sms to", "dialled", "SMS an", "appel de")} {number} {d.Of("failed", "ok", "fehlgeschlagen", "terminé")}"),
                _ => (language, "", $"{{\"n\":\"{number}\"}}"),
            };
        }

        return d.Any(
            ("de", "", $"Tel. 0{d.Any("30", "151", "89")}/{d.Digits(7)} nicht erreichbar"), ("de", "", $"Rückruf unter Telefon 0{d.Any("30", "171")} {d.Digits(7)}"),
            ("en", "", $"phone: ({d.Any("415", "212")}) {d.Digits(3)}-{d.Digits(4)}"), ("en", "", $"call mobile {d.Any("415", "212")}-{d.Digits(3)}-{d.Digits(4)} back"),
            ("fr", "", $"téléphone 06 {d.Digits(2)} {d.Digits(2)} {d.Digits(2)} {d.Digits(2)}"), ("es", "", $"teléfono: 6{d.Digits(2)} {d.Digits(3)} {d.Digits(3)}"),
            ("it", "", $"cellulare 3{d.Digits(2)} {d.Digits(7)}"), ("sv", "", $"mobilnummer 070-{d.Digits(3)} {d.Digits(2)} {d.Digits(2)}"), ("zh", "", $"手机号 13{d.Digits(9)} 未验证"),
            ("ja", "", $"電話番号 03-{d.Digits(4)}-{d.Digits(4)}"), ("ru", "", $"телефон 8 (9{d.Digits(2)}) {d.Digits(3)}-{d.Digits(2)}-{d.Digits(2)}"),
            ("en", d.Of("customer.phone", "phone_number", "contact.mobile", "caller.msisdn"), $"0{d.Digits(9)}"), ("de", d.Of("kunde.telefon", "telefonnummer", "handy", "rueckruf.telefon"), $"0171{d.Digits(7)}"),
            ("es", d.Of("telefono", "cliente.movil", "movil", "telefono_fijo"), $"6{d.Digits(8)}"));
    }

    private static (string, string, string) Card(Draw d)
    {
        var number = d.Any(Checked.Luhn("4" + d.Digits(14)), Checked.Luhn("5" + (1 + d.Below(5)) + d.Digits(13)), Checked.Luhn("37" + d.Digits(12)));
        var grouped = number.Length == 15 ? $"{number[..4]} {number[4..10]} {number[10..]}" : string.Join(' ', number.Chunk(4).Select(c => new string(c)));
        number = d.Any(number, grouped, grouped.Replace(' ', '-'));
        return d.Any(("", "", $"charge declined for {number}"), ("", d.Of("value", "input", "pan", "x"), number), ("de", "", $"Karte {number} gesperrt"), ("", "", $"{{\"c\":\"{number}\",\"exp\":\"04/29\"}}"));
    }

    private static (string, string, string) Iban(Draw d)
    {
        var iban = d.Any(
            Checked.Iban("DE", d.Digits(18)), Checked.Iban("FR", d.Digits(10) + d.Token(11).ToUpperInvariant() + d.Digits(2)), Checked.Iban("GB", d.Letters(4) + d.Digits(14)), Checked.Iban("NL", d.Letters(4) + d.Digits(10)),
            Checked.Iban("ES", d.Digits(20)), Checked.Iban("PL", d.Digits(24)), Checked.Iban("CH", d.Digits(17)));
        iban = d.Coin ? iban : string.Join(' ', iban.Chunk(4).Select(c => new string(c)));
        return d.Any(("", "", $"debit from {iban} returned"), ("de", "", $"Lastschrift {iban}: Rückgabe"), ("", d.Of("account", "detail", "value", "input"), iban), ("fr", "", $"virement vers {iban}."));
    }

    private static (string, string, string) NationalId(Draw d)
    {
        var born = new DateOnly(1950 + d.Below(55), 1 + d.Below(12), 1 + d.Below(28));
        var yymmdd = born.ToString("yyMMdd", CultureInfo.InvariantCulture);
        return d.Any<Func<(string, string, string)>>(
            () => ("en", "", $"SSN {1 + d.Below(6)}{d.Digits(2)}-{10 + d.Below(89)}-{1000 + d.Below(8999)} does not match"),
            () => ("en", "", $"national insurance number {d.Any("AB", "CE", "JK", "PW")} {d.Digits(2)} {d.Digits(2)} {d.Digits(2)} {d.Any("A", "B", "C", "D")} rejected"),
            () => ("es", "", $"DNI {Checked.Dni(d.Digits(8))} no válido"), () => ("es", d.Of("value", "doc", "input", "x"), Checked.Dni(d.Digits(8))),
            () => ("fr", "", $"numéro de sécurité sociale {Checked.Nir($"{1 + d.Below(2)}{yymmdd[..4]}{10 + d.Below(80)}{d.Digits(6)}")}"),
            () => ("it", "", $"codice fiscale {Checked.CodiceFiscale(d.Letters(6) + yymmdd[..2] + d.Any("A", "B", "C", "D", "E", "H") + $"{1 + d.Below(28):00}" + d.Letters(1) + d.Digits(3))} duplicato"),
            () => ("pl", "", $"PESEL {Checked.Pesel(yymmdd + d.Digits(4))}"), () => ("pt", "", $"CPF {Checked.Cpf(d.Digits(9))} inválido"), () => ("pt", d.Of("value", "doc", "input", "x"), Checked.Cpf(d.Digits(9))),
            () => ("sv", "", $"personnummer {Checked.Luhn(yymmdd + d.Digits(3)).Insert(6, "-")} saknas"), () => ("nl", "", $"BSN {Checked.Bsn(d.Digits(8))} onbekend"),
            () => ("de", "", $"Steuer-ID {1 + d.Below(9)}{d.Digits(10)} fehlt"), () => ("de", "", $"Personalausweis {d.Any("L", "T", "C")}{d.Token(8).ToUpperInvariant()} abgelaufen"),
            () => ("en", "", $"passport {d.Letters(1)}{d.Digits(8)} expired"), () => ("zh", "", $"身份证 {Checked.Chinese($"1101{d.Digits(2)}{born:yyyyMMdd}{d.Digits(3)}")} 无效"),
            () => ("hi", "", $"Aadhaar {2 + d.Below(7)}{d.Digits(3)} {d.Digits(4)} {d.Digits(4)} not linked"))();
    }

    private static (string, string, string) Address(Draw d)
    {
        var v4 = $"{d.Any(203, 198, 81, 176, 45)}.{d.Below(255)}.{d.Below(255)}.{1 + d.Below(254)}";
        var v6 = d.Any($"2001:db8:{d.Hex(4)}::{d.Hex(4)}", $"2a02:{d.Hex(3)}:{d.Hex(4)}:{d.Hex(4)}:{d.Hex(4)}:{d.Hex(4)}:{d.Hex(4)}:{d.Hex(4)}");
        var ip = d.Below(3) > 0 ? v4 : v6;
        return d.Any(("", "", $"login from {ip} refused"), ("de", "", $"Anmeldung von {ip} abgelehnt"), ("", d.Of("value", "origin", "remote", "x_forwarded_for"), ip), ("", "", $"{v4} - - [28/Nov/2026:10:12:01 +0000] \"GET / HTTP/1.1\" 200 512"), ("", d.Of("forwarded", "via", "hops", "chain"), $"{v4}, 10.0.0.7"));
    }

    private static (string, string, string) Name(Draw d)
    {
        var people = d.Any(People.All);
        var (language, name) = (people.Language, people.Name(d));
        if (d.Below(3) == 0)
        {
            return (language, d.Of("customer.name", "user.full_name", "recipient.name", "passenger_name", "contact.name", "displayName", "patient.name", "cardholder_name"), name);
        }

        var last = d.Of(people.Last);
        return (language, "", language switch
        {
            "en" => d.Any($"customer {name} placed order 17", $"Mr. {last} called twice", $"user '{name}' is locked", $"Dear Mrs {last}, your parcel"),
            "de" => d.Any($"Kunde {name} hat storniert", $"Herr {last} wartet", $"Sehr geehrte Frau {last}, Ihr Antrag", $"Patientin {name} aufgenommen"),
            "fr" => d.Any($"le client {name} a annulé", $"Mme {last} attend", $"Monsieur {last} refuse", $"utilisateur {name} bloqué"),
            "es" => d.Any($"cliente {name} sin saldo", $"Sra. {last} llamó", $"el usuario {name} no existe", $"paciente {name} admitido"),
            "it" => d.Any($"cliente {name} rimborsato", $"Sig. {last} assente", $"utente {name} sospeso", $"paziente {name} dimesso"),
            "pl" => d.Any($"klient {name} zwrócił", $"Pani {last} dzwoniła", $"użytkownik {name} usunięty"),
            "nl" => d.Any($"klant {name} belde", $"mevrouw {last} wacht", $"gebruiker {name} geblokkeerd"),
            "sv" => d.Any($"kund {name} ringde", $"användare {name} spärrad", $"patient {name} inskriven"),
            "pt" => d.Any($"cliente {name} cancelou", $"Sr. {last} ligou", $"usuário {name} bloqueado"),
            "tr" => d.Any($"müşteri {name} iptal etti", $"kullanıcı {name} silindi"),
            "ru" => d.Any($"клиент {name} отменил заказ", $"пользователь {name} заблокирован", $"пациент {name} выписан"),
            "ja" => d.Any($"お客様 {name} が注文", $"{last}様 よりお問い合わせ", $"{name} さんがログイン"),
            _ => d.Any($"客户 {name} 已下单", $"用户 {name} 被锁定", $"姓名：{name}"),
        });
    }

    private static (string, string, string) Street(Draw d)
    {
        var number = 1 + d.Below(240);
        var (language, street) = d.Any(
            ("de", $"{d.Of("Lindenstraße", "Goethestr.", "Am Marktplatz", "Kastanienallee", "Bahnhofstraße", "Schillerweg")} {number}, {10000 + d.Below(80000)} {d.Of("Berlin", "Köln", "Jena", "Ulm")}"),
            ("en", $"{number} {d.Of("Baker", "Elm", "Rosewood", "Highfield")} {d.Any("Street", "Road", "Lane", "Avenue", "Drive")}, {d.Of("London NW1 6XE", "Leeds LS1 4AP", "Bristol BS8 1TH", "Oxford OX1 2JD")}"),
            ("en", $"{number} {d.Of("Maple", "Sunset", "Cedar Hill", "Lakeview")} {d.Any("Ave", "Blvd", "St", "Dr")}, {d.Of("Austin, TX 78701", "Denver, CO 80202", "Salem, OR 97301", "Boise, ID 83702")}"),
            ("fr", $"{number} {d.Any("rue", "avenue", "boulevard")} {d.Of("de la Paix", "Victor Hugo", "des Lilas", "du Moulin")}, {d.Of("75002 Paris", "69003 Lyon", "31000 Toulouse", "44000 Nantes")}"),
            ("es", $"Calle {d.Of("de Alcalá", "Mayor", "Gran Vía", "del Pez")} {number}, {d.Of("28014 Madrid", "08002 Barcelona", "41001 Sevilla", "46002 Valencia")}"),
            ("it", $"Via {d.Of("Roma", "Garibaldi", "dei Mille", "Verdi")} {number}, {d.Of("00184 Roma", "20121 Milano", "50123 Firenze", "80133 Napoli")}"),
            ("pl", $"ul. {d.Of("Marszałkowska", "Długa", "Polna", "Kwiatowa")} {number}, {d.Of("00-590 Warszawa", "31-005 Kraków", "80-831 Gdańsk", "50-102 Wrocław")}"),
            ("nl", $"{d.Of("Keizersgracht", "Dorpsstraat", "Stationsweg", "Kerklaan")} {number}, {d.Of("1015 CJ Amsterdam", "3511 LX Utrecht", "2312 GK Leiden", "9712 CP Groningen")}"),
            ("sv", $"{d.Of("Drottninggatan", "Storgatan", "Kungsvägen", "Björkgatan")} {number}, {d.Of("111 51 Stockholm", "411 03 Göteborg", "211 34 Malmö", "753 20 Uppsala")}"),
            ("ja", $"〒{d.Digits(3)}-{d.Digits(4)} {d.Of("東京都渋谷区神宮前", "大阪府大阪市北区梅田", "京都府京都市左京区", "北海道札幌市中央区")}{1 + d.Below(9)}-{1 + d.Below(20)}-{1 + d.Below(20)}"));
        return d.Any((language, "", $"{d.Of("deliver to", "Lieferung an", "livraison", "wysyłka:")} {street}"), (language, d.Of("value", "detail", "line1", "to"), street), (language, "", $"{{\"a\":\"{street}\"}}"), (language, d.Of("shipping.address", "delivery_address", "customer.address", "billing_address"), street));
    }

    private static (string, string, string) Birth(Draw d)
    {
        var born = new DateOnly(1935 + d.Below(70), 1 + d.Below(12), 1 + d.Below(28));
        var (iso, german, french, us) = (born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), born.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture), born.ToString("dd'/'MM'/'yyyy", CultureInfo.InvariantCulture), born.ToString("MM'/'dd'/'yyyy", CultureInfo.InvariantCulture));
        return d.Any(
            ("en", d.Of("dob", "date_of_birth", "customer.birthdate", "birthday"), d.Any(iso, us)), ("en", "", $"date of birth {d.Any(iso, us)} does not match"), ("en", "", $"born on {iso}, too young"),
            ("de", "", $"geboren am {german}"), ("de", "", $"Geburtsdatum {german} fehlt"), ("de", d.Of("geburtsdatum", "kunde.geburtstag", "geburtstag", "geburtsdatum_kind"), german),
            ("fr", "", $"né le {french} à Lyon"), ("fr", "", $"date de naissance : {french}"), ("es", "", $"fecha de nacimiento {french}"), ("it", "", $"nato il {french}"), ("pl", "", $"data urodzenia {german}"),
            ("nl", "", $"geboortedatum {born.ToString("dd-MM-yyyy", CultureInfo.InvariantCulture)}"), ("sv", "", $"född {iso}"), ("ru", "", $"дата рождения {german}"), ("ja", "", $"生年月日 {born.ToString("yyyy'年'M'月'd'日'", CultureInfo.InvariantCulture)}"), ("zh", "", $"出生日期：{iso}"));
    }

    private static (string, string, string) Coordinates(Draw d)
    {
        var (lat, lon) = ($"{d.Any("", "-")}{10 + d.Below(70)}.{d.Digits(6)}", $"{d.Any("", "-")}{5 + d.Below(160)}.{d.Digits(6)}");
        return d.Any(
            ("", "", $"lat={lat} lon={lon} outside of the zone"), ("", "", $"{{\"latitude\":{lat},\"longitude\":{lon}}}"), ("", d.Of("position", "geo", "where", "location"), $"{lat},{lon}"), ("", "", $"driver at {lat}, {lon}"),
            ("", d.Of("user.latitude", "position.lat", "driver.lat", "latitude"), lat));
    }

    private static (string, string, string) Secret(Draw d) => d.Any<Func<(string, string, string)>>(
        () => ("", d.Of("value", "header", "x", "ctx"), $"eyJhbGciOiJIUzI1NiJ9.eyJ{d.Token(24)}.{d.Token(32)}"),
        () => ("", "", $"using key AKIA{d.Token(16).ToUpperInvariant()}"), () => ("", "", $"git clone failed for ghp_{d.Token(36)}"),
        () => ("", "", $"Authorization: Bearer {d.Token(32)}"), () => ("", "", $"Authorization: Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{d.Token(6)}:{d.Token(10)}"))}"),
        () => ("", "", $"connect {d.Any("password", "pwd", "api_key", "secret")}={d.Token(12)} failed"), () => ("de", "", $"Anmeldung mit Passwort: {d.Token(9)} fehlgeschlagen"), () => ("fr", "", $"mot de passe : {d.Token(10)}"), () => ("es", "", $"contraseña={d.Token(10)}"),
        () => ("", d.Of("db.url", "target", "dsn", "upstream"), $"postgres://{d.Of("ada", "shop", "root", "svc")}:{d.Token(10)}@db.internal:5432/shop"), () => ("", "", $"Set-Cookie: sessionid={d.Token(26)}; Path=/; HttpOnly"),
        () => ("", d.Of("auth.token", "api_key", "client_secret", "x-api-key"), d.Token(28)))();

    private static (string, string, string) Home(Draw d)
    {
        var who = Ascii(d.Of(d.Any(People.All.Take(9).ToArray()).First)).ToLowerInvariant();
        return d.Any(("", "", $"cannot open /home/{who}/notes/a.txt"), ("", d.Of("file", "path", "cwd", "argv"), $"/Users/{who}/src/shop/main.py"), ("", "", $"File \"C:\\Users\\{who}.x\\shop\\app.py\", line 12"), ("", d.Of("value", "source", "dir", "config"), $"C:\\Users\\{who}\\AppData\\Local"));
    }

    private static (string, string, string) Device(Draw d) => d.Any(
        ("", "", $"IMEI {Checked.Luhn("35" + d.Digits(12))} blocked"), ("", d.Of("device.imei", "imei", "phone.imei", "imei_1"), Checked.Luhn("86" + d.Digits(12))),
        ("", "", $"lease for MAC {string.Join(':', Enumerable.Range(0, 6).Select(_ => d.Hex(2)))}"), ("", d.Of("mac", "device.mac", "wifi_mac", "bssid"), string.Join('-', Enumerable.Range(0, 6).Select(_ => d.Hex(2).ToUpperInvariant()))),
        ("", d.Of("device.id", "advertising_id", "idfa", "deviceId"), $"{d.Hex(8)}-{d.Hex(4)}-4{d.Hex(3)}-a{d.Hex(3)}-{d.Hex(12)}"));

    private static string Ascii(string name) => string.Concat(name.Normalize(System.Text.NormalizationForm.FormD).Where(c => char.IsAsciiLetter(c) || c == '-')) is { Length: > 1 } plain ? plain : "anna";
}
