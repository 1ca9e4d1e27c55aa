using System.Text.RegularExpressions;

namespace Upshot.Decide.PersonalData;

/// <summary>Names of people behind a word that says that one follows, and days on which somebody was born.</summary>
internal static partial class PeopleWords
{
    /// <summary>What follows "customer" and is none: "Customer Service Desk".</summary>
    private static readonly HashSet<string> s_noNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "service", "support", "portal", "desk", "agent", "settings", "account", "data", "id", "order", "error", "not", "request", "session", "profile", "center", "care", "success", "proper", "verwaltung", "nicht", "experience", "interface",
        "code", "name", "type", "group", "manager", "management", "list", "token", "server", "api", "app", "library", "connection", "relations", "import", "export",
    };

    public static SensitiveText? Name(string text, bool isNamed)
    {
        if (isNamed && Looks().IsMatch(text) && !IsStopped(text))
        {
            return Found(text);
        }

        foreach (Match match in Titled().Matches(text))
        {
            if (!IsStopped(match.Groups["n"].Value))
            {
                return Found(match.Groups["n"].Value);
            }
        }

        foreach (Match match in Role().Matches(text))
        {
            if (!IsStopped(match.Groups["n"].Value))
            {
                return Found(match.Groups["n"].Value);
            }
        }

        return Eastern().Match(text) is { Success: true } eastern ? Found(eastern.Groups["n"].Value) : null;
    }

    public static SensitiveText? Birth(string text, bool isNamed) =>
        isNamed && Day().IsMatch(text) || BornTold().IsMatch(text) ? new("a date of birth", "••••-••-••") : null;

    private static bool IsStopped(string name) => name.Split(' ', '-').Any(s_noNames.Contains);

    private static SensitiveText Found(string name) => new("a name", $"{name[0]}••• ({name.Length} characters)");

    [GeneratedRegex(@"^(?:\p{Lu}[\p{L}'’.-]{0,30}(?:\s(?:de|da|di|van|von|der|den|la|dos|el|bin|al))*(?:\s\p{Lu}[\p{L}'’-]{0,30}){1,4}|[\p{IsCJKUnifiedIdeographs}\p{IsHiragana}\p{IsKatakana}\p{IsHangulSyllables}]{2,5}(?: [\p{IsCJKUnifiedIdeographs}\p{IsHiragana}\p{IsKatakana}]{1,4})?)$")]
    private static partial Regex Looks();

    [GeneratedRegex(@"(?<!\p{L})(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|M\.|Mme|Mlle|[Mm]onsieur|[Mm]adame|Sr|Sra|Srta|[Ss]eñora?|Don|Doña|Sig|Sig\.ra|Signora?|Pan|Pani|Dhr|Mevr|mevrouw|meneer|Herr|Fru|Bay|Bayan)\.? (?<n>(?:(?:de|da|di|van|von|der|den|la) )*\p{Lu}[\p{L}'’-]{1,30}(?: \p{Lu}[\p{L}'’-]{1,30})?)")]
    private static partial Regex Titled();

    [GeneratedRegex(@"(?<!\p{L})(?:[Ss]igned in as|[Ll]ogged in as|[Aa]ngemeldet als|[Oo]n behalf of|[Cc]ustomer|[Uu]ser|[Pp]atient(?:in)?|[Pp]assenger|[Gg]uest|[Ee]mployee|[Mm]ember|[Dd]river|[Rr]ecipient|[Kk]unden?|[Kk]undin|[Bb]enutzer(?:in)?|[Cc]liente?|[Uu]tilisat(?:eur|rice)|[Uu]suari[oa]|[Uu]suário|[Pp]aciente|[Uu]tente|[Pp]aziente|[Kk]lient(?:ka)?|[Uu]żytkownik|[Pp]acjent(?:ka)?|[Kk]lant|[Gg]ebruiker|[Kk]und|[Aa]nvändare|[Mm]üşteri|[Kk]ullanıcı|[Hh]asta|[Кк]лиент|[Пп]ользователь|[Пп]ациент)(?:(?: full)?[ _-]name)?[:\s]{1,2}['""„«]?(?<n>\p{Lu}[\p{L}'’-]{1,30}(?: (?:de|da|di|van|von|der|den|la|dos))* (?:(?:de|da|di|van|von|der|den|la|dos) ){0,3}\p{Lu}[\p{L}'’-]{1,30})")]
    private static partial Regex Role();

    [GeneratedRegex(@"(?:お客様|患者)[\s　](?<n>[\p{IsCJKUnifiedIdeographs}]{1,4}[\s　][\p{IsCJKUnifiedIdeographs}\p{IsHiragana}]{1,4})|(?<n>[\p{IsCJKUnifiedIdeographs}]{1,4}(?:[\s　][\p{IsCJKUnifiedIdeographs}\p{IsHiragana}]{1,4})?)(?<!お客)(?:様|[\s　]?さん)|(?:客户|用户|患者|会员)[\s:：](?<n>[\p{IsCJKUnifiedIdeographs}]{2,4})(?=\s|$)(?<!不存在|未登录|不可用)|(?:姓名|氏名)\s?[:：]?\s?(?<n>[\p{IsCJKUnifiedIdeographs}]{2,4})")]
    private static partial Regex Eastern();

    [GeneratedRegex(@"^\d{1,4}[-./年]\d{1,2}[-./月]\d{1,4}日?(?:T00:00.*)?$")]
    private static partial Regex Day();

    [GeneratedRegex(@"(?i)(?<!\p{L})(?:born(?: on)?|date of birth|birth ?date|birthday|dob|geb\.|geboren am|geburtsdatum|geburtstag|née? le|date de naissance|fecha de nacimiento|nacid[oa] el|nat[oa] il|data di nascita|data urodzenia|ur\.|geboortedatum|geboren op|född|födelsedatum|data de nascimento|nascid[oa] em|doğum tarihi|дата рождения|生年月日|出生日期)[""\s:：=]{0,4}(?:\d{1,4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,4}|\d{1,2}(?:\.|st|nd|rd|th|er)? (?:de )?\p{L}{3,12}\.?,? (?:de )?(?:19|20)\d{2}|\p{L}{3,9}\.? \d{1,2},? (?:19|20)\d{2})")]
    private static partial Regex BornTold();
}
