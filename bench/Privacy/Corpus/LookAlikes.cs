using System.Globalization;

namespace Upshot.Privacy.Corpus;

/// <summary>What is in every system's telemetry and looks like something of a person's at a first glance.</summary>
internal static class LookAlikes
{
    public static readonly (string Kind, Func<Draw, (string Name, string Text)> Make)[] Kinds =
    [
        ("numbers", Numbers), ("times", Times), ("versions", Versions), ("ids", Ids), ("machines", Machines), ("at signs", AtSigns), ("words", Words), ("paths", Paths), ("names of attributes", Names), ("redacted", Redacted), ("numbers with checks", NearlyChecked), ("sentences", Sentences),
    ];

    private static (string, string) Numbers(Draw d) => d.Any(
        ("", $"order {d.Digits(10)} shipped"), (d.Of("order.id", "invoice", "batch", "offset"), d.Digits(8 + d.Below(5))), ("", $"processed {d.Digits(3)},{d.Digits(3)},{d.Digits(3)} rows in {d.Digits(2)}.{d.Digits(3)} s"), (d.Of("total", "amount", "price", "bytes"), $"{d.Digits(4)}.{d.Digits(2)}"),
        ("", $"heap 0x{d.Hex(12)} size {d.Digits(9)}"), (d.Of("ratio", "scores", "bounds", "weights"), $"{d.Below(3)}.{d.Digits(2)}, {d.Below(9)}.{d.Digits(2)}"), ("", $"SKU {d.Digits(4)}-{d.Digits(4)} is out of stock"), ("", $"retry +1 after {d.Digits(3)} ms"), ("", $"Bestellung {d.Digits(9)} bezahlt"), ("", $"commande n° {d.Digits(8)} expédiée"), ("", $"batch {d.Digits(3)}-{d.Digits(3)}-{d.Digits(4)} done"));

    private static (string, string) Times(Draw d)
    {
        var at = new DateTime(2026, 1 + d.Below(12), 1 + d.Below(28), d.Below(24), d.Below(60), d.Below(60), DateTimeKind.Utc);
        return d.Any(
            (d.Of("at", "deadline", "valid_until", "created"), at.ToString("O", CultureInfo.InvariantCulture)), ("", $"window {at:yyyy-MM-dd} to {at.AddDays(7):yyyy-MM-dd}"), (d.Of("epoch", "since", "ts", "expires"), $"{new DateTimeOffset(at).ToUnixTimeMilliseconds()}"),
            ("", $"Rechnung vom {at.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture)}"), ("", $"retry at {at:HH:mm:ss}.{d.Digits(6)}"), (d.Of("cron", "schedule", "window", "slot"), "0 30 4 1,15 * 5"), ("", $"livraison prévue le {at.ToString("dd'/'MM'/'yyyy", CultureInfo.InvariantCulture)}"));
    }

    private static (string, string) Versions(Draw d) => d.Any(
        (d.Of("telemetry.sdk.version", "build", "image.tag", "app.version"), $"{d.Below(20)}.{d.Below(20)}.{d.Below(20)}.{d.Below(20)}"), ("", $"Chrome/{d.Below(130)}.0.{d.Below(9000)}.{d.Below(200)} Safari/537.36"), ("", $"upgraded from v1.{d.Below(20)}.3.4 to v1.{d.Below(20)}.3.5"), (d.Of("oid", "rule", "section", "clause"), $"1.3.6.1.{d.Below(9)}.{d.Below(99)}.{d.Below(9)}"),
        ("", $"driver version: {d.Below(9)}.{d.Below(9)}.{d.Below(9)}.{d.Below(9)} loaded"), (d.Of("note", "value", "detail", "x"), $"go1.{d.Below(30)}.{d.Below(9)} linux/amd64"));

    private static (string, string) Ids(Draw d) => d.Any(
        (d.Of("request.id", "trace", "job", "correlation"), $"{d.Hex(8)}-{d.Hex(4)}-4{d.Hex(3)}-8{d.Hex(3)}-{d.Hex(12)}"), (d.Of("digest", "etag", "commit", "sha"), d.Hex(40)), ("", $"trace {d.Hex(32)} span {d.Hex(16)}"), (d.Of("pod", "node", "task", "shard"), $"checkout-{d.Hex(10)}-{d.Token(5).ToLowerInvariant()}"),
        ("", $"sha256:{d.Hex(64)} pulled"), (d.Of("doi", "ref", "article", "isbn"), $"978-3-16-{d.Digits(6)}-{d.Digits(1)}"), (d.Of("arn", "resource", "target", "queue"), $"arn:aws:sqs:eu-west-1:{d.Digits(12)}:orders"), ("", $"message 0-{d.Digits(13)}-{d.Digits(1)} acknowledged"), (d.Of("tag", "etag", "key", "ref"), $"W/\"{d.Hex(4)}-{d.Hex(10)}\""));

    private static (string, string) Machines(Draw d) => d.Any(
        (d.Of("peer", "node.ip", "upstream", "bind"), $"10.{d.Below(255)}.{d.Below(255)}.{d.Below(255)}:{1024 + d.Below(60000)}"), ("", $"connect to 192.168.{d.Below(255)}.{d.Below(255)} timed out"), ("", $"listening on 0.0.0.0:{1024 + d.Below(60000)} and [::1]:8080"), (d.Of("server.address", "host.ip", "net.host.ip", "server.socket.address"), $"{d.Any(52, 34)}.{d.Below(255)}.{d.Below(255)}.{d.Below(255)}"),
        (d.Of("cidr", "subnet", "range", "mask"), $"172.16.{d.Below(255)}.0/24"), ("", $"resolved db-{d.Below(99)}.internal in {d.Below(99)} ms"), ("", "at std::vec::Vec::push (vec.rs:112)"), ("", $"feed::fade::{d.Hex(4)} is no namespace"), (d.Of("address", "pointer", "offset", "base"), $"0x{d.Hex(12)}"));

    private static (string, string) AtSigns(Draw d) => d.Any(
        ("", $"npm install @types/node@{d.Below(30)}.{d.Below(9)}.{d.Below(9)}"), (d.Of("remote", "repo", "url", "origin"), "git@github.com:acme/shop.git"), (d.Of("image", "ref", "artifact", "base"), $"registry.example/shop@sha256:{d.Hex(64)}"), ("", $"icon@2x.png not found"), ("", $"lodash@4.17.{d.Below(30)} deprecated"), (d.Of("handler", "rule", "mixin", "at"), "@media (min-width: 600px)"), ("", $"ssh deploy@build-{d.Below(20)} failed"), ("", "java.util.HashMap@1b6d3586 is no string"), ("", $"price 3 @ {d.Digits(2)}.{d.Digits(2)} EUR"));

    private static (string, string) Words(Draw d) => d.Any(
        ("", d.Of("Internal Server Error", "Bad Gateway", "Connection Refused", "No Such File", "Gateway Timeout", "Service Unavailable")), ("", d.Of("customer service desk closed", "user not found", "Customer Support Portal started", "User Agent missing", "client disconnected", "user settings saved")), ("", d.Of("Kunde nicht gefunden", "Kundenservice Portal gestartet", "Benutzer Verwaltung geladen", "Kunde gesperrt")), ("", d.Of("client introuvable", "utilisateur inconnu", "cliente no encontrado", "klient nie istnieje")),
        ("", d.Of("Wall Street index at 12", "Main Thread 12, 50000 Iterations", "Road Runner 5, level 3", "Street View tile 77")), ("", d.Of("Mr Proper is no brand here", "Dear customer, your order", "Miss rate 12 %", "MS Word import")), (d.Of("product", "title", "category", "color"), d.Of("Big Lake Tent", "Royal Blue", "Summer Sale", "Oak Table")), ("", d.Of("用户 不存在", "お客様サポートを開始", "клиент не найден", "пользователь не авторизован")));

    private static (string, string) Paths(Draw d) => d.Any(
        (d.Of("path", "file", "cwd", "module"), $"/usr/lib/python3/dist-packages/flask/app.py"), ("", $"File \"/app/src/main.py\", line {d.Below(900)}"), (d.Of("dir", "config", "volume", "mount"), "/var/lib/shop/data"), ("", "C:\\Program Files\\dotnet\\dotnet.exe"), ("", "/home/app/.cache full"), (d.Of("url", "target", "route", "endpoint"), $"https://api.example/v1/users/{{id}}/orders?page={d.Below(90)}"), ("", "C:\\Users\\Public\\Documents is read only"), ("", "/home/node/app/server.js:12"));

    private static (string, string) Names(Draw d) => d.Any(
        ("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"), (d.Of("file.name", "thread.name", "host.name", "queue.name"), d.Of("orders.csv", "http-nio-8080-exec-3", "web-17", "billing")), (d.Of("phone.verified", "email.sent", "address.valid", "name.present"), d.Any("true", "false")), (d.Of("email.count", "phone.attempts", "user.age_group", "card.type"), d.Any("3", "17", "visa", "adult")), ("user.type", d.Of("guest", "admin", "trial", "member")), (d.Of("ip.version", "ip.protocol", "network.type", "address.family"), d.Any("4", "6", "ipv4")), (d.Of("token.count", "token_type", "password.length", "secret.version"), d.Any("12", "Bearer", "3")), (d.Of("product.name", "plan.name", "feature.name", "flag.name"), d.Of("Espresso Machine", "Gold Plan", "New Checkout", "Dark Mode")), (d.Of("location", "position", "geo", "where"), d.Of("header", "left", "eu-central-1", "warehouse 3")));

    private static (string, string) Redacted(Draw d) => d.Any(
        ("", "password=***"), (d.Of("user.email", "customer.name", "phone_number", "client.address"), d.Any("***", "[REDACTED]", d.Hex(32), "<redacted>")), ("", "Authorization: Bearer [redacted]"), ("", $"token {d.Hex(4)}… refused"), ("", "email: ***@***"), ("", "card ************4242 charged"), (d.Of("auth.token", "api_key", "secret", "password"), d.Any("***", "[Filtered]", "xxxxx")));

    private static (string, string) NearlyChecked(Draw d)
    {
        var luhn = Checked.Luhn("4" + d.Digits(14));
        var wrong = luhn[..^1] + (char)('0' + ((luhn[^1] - '0' + 1) % 10));
        var iban = Checked.Iban("DE", d.Digits(18));
        return d.Any(("", $"tracking {wrong} scanned"), ("", $"reference {iban[..2]}{(int.Parse(iban[2..4], CultureInfo.InvariantCulture) + 1) % 97:00}{iban[4..]} unknown"), (d.Of("ean", "gtin", "parcel", "serial"), d.Digits(13)), (d.Of("serial", "lot", "code", "part"), $"{d.Digits(8)}{d.Any("I", "O", "U")}"), ("", $"parcel {d.Digits(3)}.{d.Digits(3)}.{d.Digits(3)}/{d.Digits(2)}"));
    }

    private static (string, string) Sentences(Draw d) => d.Any(
        ("", d.Of("payment accepted after 3 tries", "cache warmed with 1,204 entries", "Zahlung angenommen", "paiement accepté", "pago aceptado", "betaling geslaagd", "płatność przyjęta", "支払いが完了しました")), ("", d.Of("SELECT name, email FROM users WHERE id = ?", "UPDATE customer SET phone = $1", "missing field: date of birth", "invalid phone number", "Geburtsdatum fehlt", "le mot de passe est trop court")), ("", d.Of("password changed", "password: required", "api_key is missing", "reset the secret")), ("", $"moved {d.Below(90)} km north, {d.Below(90)} km east"), ("", d.Of("Via proxy 12, 20000 requests", "Calle cerrada", "rue with 3 lanes", "ul. tag closed")), ("", $"call 3-{d.Below(9)}-{d.Below(9)} returned"), ("", d.Of("phone call ended after 120 s", "Telefon klingelt", "mobile layout 1024x768", "tel 3 of 5")), ("", d.Of("passport check passed", "SSN is required", "IMEI unknown", "MAC mismatch")));
}
