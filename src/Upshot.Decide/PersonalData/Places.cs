using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Upshot.Decide.PersonalData;

/// <summary>Where somebody lives or is: streets, coordinates, addresses of the network.</summary>
internal static partial class Places
{
    public static SensitiveText? Street(string text, bool isNamed) =>
        StreetWithCode().Match(text) is { Success: true } street ? Found(street.Value)
        : NumberFirst().Match(text) is { Success: true } english ? Found(english.Value)
        : Japanese().Match(text) is { Success: true } japanese ? Found(japanese.Value)
        : isNamed && text.Any(char.IsDigit) && text.Contains(' ') && text.Any(char.IsLetter) ? Found(text) : null;

    public static SensitiveText? Coordinates(string text, bool isNamed)
    {
        if (isNamed && double.TryParse(text, CultureInfo.InvariantCulture, out var alone) && Math.Abs(alone) <= 180 && Fraction(text) >= 4)
        {
            return new("coordinates", $"{text[..Math.Min(3, text.Length)]}…");
        }

        if (Named().Match(text) is { Success: true } named)
        {
            return new("coordinates", $"{named.Groups[1].Value[..2]}…");
        }

        return Pair().Match(text) is { Success: true } pair && double.Parse(pair.Groups[1].Value, CultureInfo.InvariantCulture) is >= -90 and <= 90 && double.Parse(pair.Groups[2].Value, CultureInfo.InvariantCulture) is >= -180 and <= 180
            ? new("coordinates", $"{pair.Groups[1].Value[..2]}…, {pair.Groups[2].Value[..2]}…") : null;
    }

    public static SensitiveText? NetworkAddress(string text)
    {
        foreach (Match match in Ipv4().Matches(text))
        {
            if (IPAddress.TryParse(match.Value, out var address) && IsPublic(address.GetAddressBytes()))
            {
                return new("an IP address", $"{match.Value[..match.Value.IndexOf('.')]}.•••.•••.•••");
            }
        }

        foreach (Match match in Ipv6().Matches(text))
        {
            if (IPAddress.TryParse(match.Value, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && (address.GetAddressBytes()[0] & 0xE0) == 0x20)
            {
                return new("an IP address", $"{match.Value[..match.Value.IndexOf(':')]}:•••");
            }
        }

        return null;
    }

    /// <summary>Source: IANA IPv4 special-purpose address registry. What is for documentation counts, as in examples.</summary>
    private static bool IsPublic(byte[] b) =>
        b[0] is not (0 or 10 or 127 or >= 224) && !(b[0] == 172 && b[1] is >= 16 and <= 31) && !(b[0] == 192 && b[1] == 168) && !(b[0] == 169 && b[1] == 254) && !(b[0] == 100 && b[1] is >= 64 and <= 127);

    private static int Fraction(string text) => text.IndexOf('.') is var dot and >= 0 ? text.Length - dot - 1 : 0;

    private static SensitiveText Found(string street) => new("a postal address", $"{street[..Math.Min(3, street.Length)]}… ({street.Length} characters)");

    // A street, its number, a postal code and a place: most of Europe.
    [GeneratedRegex(@"(?<!\p{L})(?:\p{Lu}[\p{L}.'-]{1,40}|ul\.|al\.|\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|place|chemin|allée|quai|impasse))(?: (?:[\p{L}'.-]{1,30})){0,5} ?\d{0,4}\s?[a-zA-Z]?(?:, | )(?:[A-Z]{1,2}-)?(?:\d{5}|\d{4} [A-Z]{2}|\d{2}-\d{3}|\d{3} \d{2}) \p{Lu}[\p{L}'-]{1,30}")]
    private static partial Regex StreetWithCode();

    // Numbers first: English.
    [GeneratedRegex(@"(?<![\w.])\d{1,5}[A-Za-z]? (?:\p{Lu}[\p{L}'-]{1,30} ){1,3}(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Dr|Boulevard|Blvd|Court|Ct|Square|Way|Terrace|Close|Place)\.?(?: [NSEW]{1,2})?, \p{Lu}[\p{L} .'-]{1,30}(?:, [A-Z]{2} \d{5}| [A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|,? [A-Z]{2,3} \d{4})")]
    private static partial Regex NumberFirst();

    [GeneratedRegex(@"〒?\d{3}-\d{4}\s?\p{L}{2,10}?[都道府県]|\p{L}{2,3}[都道府県]\p{L}{1,10}[市区町村]\p{L}{0,12}\d{1,3}[-−]\d{1,3}")]
    private static partial Regex Japanese();

    [GeneratedRegex(@"(?i)(?<!\p{L})""?(?:lat|latitude|breite(?:ngrad)?|latitud)""?\s?[:=]\s?""?(-?\d{1,2}\.\d{4,})")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<![\w.,-])(-?\d{1,2}\.\d{5,10})[,;]\s?(-?\d{1,3}\.\d{5,10})(?![\w.,])")]
    private static partial Regex Pair();

    [GeneratedRegex(@"(?<![\w./-]|(?i:version|kernel|release|build|firmware)[ :=]{1,2})(?:\d{1,3}\.){3}\d{1,3}(?![\w/-]|\.\d)|(?<=://)(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")]
    private static partial Regex Ipv4();

    [GeneratedRegex(@"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){2,7}(?::?[0-9a-fA-F]{1,4}){1,7}(?![\w:])")]
    private static partial Regex Ipv6();
}
