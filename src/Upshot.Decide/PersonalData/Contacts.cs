using System.Text.RegularExpressions;

namespace Upshot.Decide.PersonalData;

/// <summary>Ways to reach somebody: mail addresses in every script, phone numbers.</summary>
internal static partial class Contacts
{
    private static readonly string[] s_machineNames = ["git@", "noreply@", "no-reply@", "root@", "postmaster@", "mailer-daemon@"];

    public static SensitiveText? Mail(string text)
    {
        if (!text.Contains('@') && !text.Contains("%40", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (Match match in MailLike().Matches(text))
        {
            var mail = match.Value.Replace("%40", "@", StringComparison.Ordinal);
            var end = mail[(mail.LastIndexOf('.') + 1)..];
            if (!s_machineNames.Any(m => mail.StartsWith(m, StringComparison.OrdinalIgnoreCase)) && end.All(char.IsLetter) && !IsFile(end))
            {
                return new("an e-mail address", Sensitive.MaskEmail(mail));
            }
        }

        return null;
    }

    public static SensitiveText? Phone(string text, bool isNamed)
    {
        foreach (Match match in International().Matches(text))
        {
            if (IsInternational(string.Concat(match.Value.Where(char.IsAsciiDigit))))
            {
                return Found(match.Value);
            }
        }

        if (National().Match(text) is { Success: true } national)
        {
            return Found(national.Value);
        }

        if (Told().Match(text) is { Success: true } told && told.Groups["n"].Value is var number && number.Count(char.IsAsciiDigit) is >= 7 and <= 15)
        {
            return Found(number);
        }

        return isNamed && Alone().IsMatch(text) && text.Count(char.IsAsciiDigit) is >= 7 and <= 15 ? Found(text) : null;
    }

    /// <summary>Countries 1 and 7 have numbers of one length.</summary>
    /// <param name="digits">With 00 before them, or without.</param>
    private static bool IsInternational(string digits) =>
        digits.TrimStart('0') is var number && (number[0] is '1' or '7' ? number.Length == 11 : number.Length is >= 9 and <= 15 && digits.Length >= 10);

    private static bool IsFile(string end) => end.ToLowerInvariant() is "png" or "jpg" or "gif" or "svg" or "js" or "css" or "sha" or "internal" or "local" or "service";

    private static SensitiveText Found(string number) => new("a phone number", $"{number[..Math.Min(3, number.Length)]}…{number[^2..]}");

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}.'_%+-]{0,63}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\w:/@-])")]
    private static partial Regex MailLike();

    // + or 00 and a country's number.
    [GeneratedRegex(@"(?<![\w.+])(?:\+|(?<![:/-])00(?=[1-9]\d))[1-9]\d{0,2}(?:[ -]?(?:\(\d{1,4}\)|\d{1,9})){1,6}(?![\w.]*\d)")]
    private static partial Regex International();

    // North America, and Russia within itself: their form says it without a word beside it.
    [GeneratedRegex(@"(?<![\w(])(?:\([2-9]\d{2}\) ?[2-9]\d{2}-\d{4}|8 ?\(\d{3}\) ?\d{3}-\d{2}-\d{2})(?![\w-])")]
    private static partial Regex National();

    [GeneratedRegex(@"(?i)(?<!\p{L})(?:tel|tel\.|telephone|phone|mobile|cell|fax|dial|telefon|telefonnummer|handy|mobil|mob\.|gsm|whatsapp|rufnummer|rückruf unter|téléphone|portable|teléfono|móvil|celular|telefono|cellulare|telefone|telemóvel|mobilnummer|telefoon|mobiel|komórka|телефон|тел\.?|мобильный|电话|手机号?|電話(?:番号)?|携帯)[\s:=№.]{0,3}(?<n>[+(]?\d[\d ()/.-]{5,20}\d)")]
    private static partial Regex Told();

    [GeneratedRegex(@"^[+(]?\d[\d ()/.-]{5,20}\d$")]
    private static partial Regex Alone();
}
