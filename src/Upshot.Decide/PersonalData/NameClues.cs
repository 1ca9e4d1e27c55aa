using System.Text;

namespace Upshot.Decide.PersonalData;

/// <summary>What an attribute's own name says of its values.</summary>
[Flags]
internal enum NameClue
{
    None = 0,
    Phone = 1 << 0,
    Person = 1 << 1,
    Street = 1 << 2,
    Birth = 1 << 3,
    Coordinate = 1 << 4,
    Secret = 1 << 5,
    Device = 1 << 6,

    /// <summary>An address in it is a machine's, a number with dots a version.</summary>
    Machine = 1 << 7,
}

/// <summary>Reads names of attributes in the languages that teams write them in.</summary>
internal static class NameClues
{
    private static readonly (NameClue Clue, HashSet<string> Last)[] s_last =
    [
        (NameClue.Phone, ["phone", "telephone", "tel", "msisdn", "mobile", "cellphone", "fax", "telefon", "telefonnummer", "handy", "handynummer", "rufnummer", "telefono", "movil", "celular", "téléphone", "portable", "cellulare", "telefone", "mobilnummer", "telefoon"]),
        (NameClue.Birth, ["dob", "birthdate", "birthday", "geburtsdatum", "geburtstag", "nacimiento", "naissance", "nascita", "nascimento", "geboortedatum", "urodzenia"]),
        (NameClue.Coordinate, ["lat", "latitude", "lon", "lng", "longitude", "breitengrad", "latitud", "longitud"]),
        (NameClue.Secret, ["token", "secret", "password", "passwd", "pwd", "apikey", "passphrase", "credentials", "authorization", "cookie", "passwort", "contrasena", "jwt", "pin", "otp"]),
        (NameClue.Device, ["imei", "imsi", "mac", "bssid", "idfa", "idfv", "gaid"]),
        (NameClue.Person, ["surname", "firstname", "lastname", "fullname", "displayname", "nachname", "vorname", "apellido", "apellidos", "nombre", "prenom", "cognome", "imie", "nazwisko", "achternaam", "voornaam", "efternamn", "förnamn", "sobrenome"]),
    ];

    private static readonly HashSet<string> s_people = new(StringComparer.Ordinal)
    {
        "user", "customer", "person", "client", "member", "patient", "employee", "visitor", "contact", "buyer", "guest", "driver", "passenger", "student", "subscriber", "caller", "recipient", "cardholder", "holder", "sender", "owner", "author", "kunde",
        "benutzer", "patientin", "cliente", "usuario", "utilisateur", "utente", "klient", "klant", "kund", "display", "full", "first", "last", "family", "given",
    };

    private static readonly HashSet<string> s_places = new(StringComparer.Ordinal)
    {
        "street", "home", "shipping", "billing", "delivery", "postal", "mailing", "residential", "customer", "recipient", "liefer", "rechnungs", "wohn",
    };

    private static readonly string[] s_machines =
    [
        "server.", "host.", "network.local.", "net.host.", "net.peer.", "upstream.", "db.", "k8s.", "container.", "cloud.", "service.", "telemetry.", "process.", "user_agent.", "os.", "peer.service", "messaging.", "code.", "thread.", "rpc.",
    ];

    public static NameClue Of(string name)
    {
        var clue = s_machines.Any(m => name.StartsWith(m, StringComparison.Ordinal)) ? NameClue.Machine : NameClue.None;
        var words = Words(name);
        if (words.Count == 0)
        {
            return clue;
        }

        var (last, before) = (words[^1], words.Count > 1 ? words[^2] : "");
        if (last is "version" or "ver" or "release" or "kernel" or "firmware" or "build" or "tag" or "oid" or "rule" or "section" or "clause")
        {
            clue |= NameClue.Machine;
        }

        // phone_number and telefono_fijo are of phones; imei_1 is an imei.
        foreach (var word in last is "number" or "nr" or "no" or "fijo" or "value" || last.All(char.IsAsciiDigit) || (before is "birth" or "date" && last is "of") ? [before] : new[] { last })
        {
            clue = s_last.Where(l => l.Last.Contains(word)).Aggregate(clue, (all, l) => all | l.Clue);
        }

        return clue
            | (words.Contains("geburtsdatum") || (before is "of" or "birth" && last is "birth" or "date") ? NameClue.Birth : 0)
            | (last is "name" && s_people.Contains(before) ? NameClue.Person : 0)
            | (last is "address" or "street" or "adresse" or "strasse" or "direccion" or "indirizzo" && (last is not "address" || s_places.Contains(before)) ? NameClue.Street : 0)
            | (last is "key" && before is "api" or "access" or "private" or "secret" ? NameClue.Secret : 0)
            | (last is "id" && before is "device" or "advertising" or "cookie" or "fingerprint" ? NameClue.Device : 0);
    }

    /// <summary>The words of a name in snake, dotted, kebab or camel case, in lower case.</summary>
    private static List<string> Words(string name)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        for (var i = 0; i <= name.Length; i++)
        {
            if (i == name.Length || !char.IsLetterOrDigit(name[i]) || (char.IsUpper(name[i]) && i > 0 && char.IsLower(name[i - 1])))
            {
                if (word.Length > 0)
                {
                    words.Add(word.ToString());
                    word.Clear();
                }
            }

            if (i < name.Length && char.IsLetterOrDigit(name[i]))
            {
                word.Append(char.ToLowerInvariant(name[i]));
            }
        }

        return words;
    }
}
