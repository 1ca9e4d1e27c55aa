using System.Text.RegularExpressions;

namespace Upshot.Decide.PersonalData;

/// <summary>Numbers that states and makers of devices give. Those whose form alone says it, and those that stand behind their name.</summary>
internal static partial class IdNumbers
{
    private static readonly (Regex Form, Func<string, bool> Holds)[] s_forms =
    [
        (Dni(), CheckDigits.Dni), (Cpf(), t => CheckDigits.Cpf(Digits(t))), (Chinese(), CheckDigits.Chinese), (CodiceFiscale(), _ => true), (Nir(), t => CheckDigits.Nir(Digits(t))),
    ];

    public static SensitiveText? Find(string text)
    {
        foreach (var (form, holds) in s_forms)
        {
            foreach (Match match in form.Matches(text))
            {
                if (holds(match.Value))
                {
                    return Found("a national id", match.Value);
                }
            }
        }

        foreach (Match match in Told().Matches(text))
        {
            var number = match.Groups["n"].Value;
            if (number.Count(char.IsAsciiDigit) >= 4 || (number.Length >= 8 && !number.Contains(' ') && number.Any(char.IsAsciiDigit) && !number.Any(char.IsLower)))
            {
                return Found("a national id", number);
            }
        }

        return Device(text);
    }

    private static SensitiveText? Device(string text) =>
        Imei().Match(text) is { Success: true } imei && Sensitive.PassesLuhn(imei.Groups[1].Value) ? Found("a device's number", imei.Groups[1].Value)
        : MacTold().Match(text) is { Success: true } mac ? Found("a device's number", mac.Groups[1].Value)
        : Advertising().Match(text) is { Success: true } advertising ? Found("a device's number", advertising.Groups[1].Value) : null;

    /// <summary>Of an attribute that is called so.</summary>
    public static SensitiveText? DeviceAlone(string text) =>
        (text.Length == 15 && text.All(char.IsAsciiDigit)) || Mac().IsMatch(text) || Guid.TryParse(text, out _) ? Found("a device's number", text) : null;

    private static SensitiveText Found(string kind, string number) => new(kind, $"{number[..2]}…{number[^2..]} ({number.Length} characters)");

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    [GeneratedRegex(@"(?<![\w-])[XYZ\d]\d{7}[A-HJ-NP-TV-Z](?![\w-])")]
    private static partial Regex Dni();

    [GeneratedRegex(@"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])")]
    private static partial Regex Cpf();

    [GeneratedRegex(@"(?<!\w)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\w)")]
    private static partial Regex Chinese();

    // As it is printed, in groups: fifteen digits in a row are many things.
    [GeneratedRegex(@"(?<!\w)[12] \d{2} (?:0[1-9]|1[0-2]|[2-9]\d) \d{2} \d{3} \d{3} \d{2}(?!\w)")]
    private static partial Regex Nir();

    [GeneratedRegex(@"(?<!\w)[A-Z]{6}\d{2}[ABCDEHLMPRST](?:[04][1-9]|[1256]\d|[37][01])[A-Z]\d{3}[A-Z](?!\w)")]
    private static partial Regex CodiceFiscale();

    [GeneratedRegex(@"(?i)(?<!\p{L})(?:ssn|social security(?: number)?|national insurance(?: number)?|nino|passport(?: no\.?| number)?|passeport|pasaporte|passaporto|paszport|reisepass(?:nummer)?|personalausweis|ausweis(?:nummer)?|steuer-?id|sozialversicherungsnummer|dni|nie|nif|numéro de sécurité sociale|n° de sécurité sociale|nir|codice fiscale|pesel|cpf|nif|bsn|burgerservicenummer|personnummer|kimlik(?: no)?|инн|снилс|паспорт|身份证号?|マイナンバー|aadhaar|pan card)[\s:=#№]{0,3}(?<n>(?=[\w-]{0,3} ?[\w-]*\d)[A-Z0-9][A-Z0-9.-]{3,17}(?: [A-Z0-9]{1,6}){0,5})")]
    private static partial Regex Told();

    [GeneratedRegex(@"(?i)\bimei[\s:=]{0,3}(\d{15})(?!\d)")]
    private static partial Regex Imei();

    [GeneratedRegex(@"(?i)\b(?:mac|bssid|hwaddr|ether)(?:[- ]?address)?[\s:=]{0,3}((?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})(?![\w:])")]
    private static partial Regex MacTold();

    [GeneratedRegex(@"(?i)(?<![a-z])(?:idfa|idfv|gaid|aaid|(?:advertising|device)[ _-]?id)[""'\s:=]{1,4}([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![\w-])")]
    private static partial Regex Advertising();

    [GeneratedRegex(@"^(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$")]
    private static partial Regex Mac();
}
