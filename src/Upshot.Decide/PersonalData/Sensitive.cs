using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Upshot.Decide.PersonalData;

/// <summary>Something in a text that is about a person, or opens a door.</summary>
/// <param name="Kind">What it is, with its article.</param>
/// <param name="Masked">Enough to recognise it, too little to use it.</param>
public readonly record struct SensitiveText(string Kind, string Masked);

/// <summary>Finds personal data and credentials in texts by their form.</summary>
internal static partial class Sensitive
{
    private const int LongestText = 16_384;

    /// <param name="mayHoldAddresses">False where an IP address is that of a machine of ours.</param>
    public static SensitiveText? Find(string text, bool mayHoldAddresses)
    {
        // The shortest of them is an address such as 8.8.8.8.
        if (text.Length < 7)
        {
            return null;
        }

        text = text.Length > LongestText ? text[..LongestText] : text;
        return Credential(text) ?? Mail(text) ?? Number(text) ?? (mayHoldAddresses ? Address(text) : null);
    }

    internal static SensitiveText? Credential(string text)
    {
        if (Jwt().Match(text) is { Success: true } jwt)
        {
            return new("a JSON web token", Mask(jwt.Value));
        }

        if (Known().Match(text) is { Success: true } key)
        {
            return new("an access key", Mask(key.Value));
        }

        if (Bearer().Match(text) is { Success: true } bearer)
        {
            return new("a bearer token", Mask(bearer.Value));
        }

        return Password().Match(text) is { Success: true } password ? new("a password", $"{password.Groups[1].Value}=•••") : null;
    }

    internal static SensitiveText? Mail(string text) =>
        text.Contains('@') && Email().Match(text) is { Success: true } mail ? new SensitiveText("an e-mail address", MaskEmail(mail.Value)) : null;

    internal static SensitiveText? Number(string text)
    {
        if (!text.Any(char.IsAsciiDigit))
        {
            return null;
        }

        foreach (var match in Digits().EnumerateMatches(text))
        {
            var number = new string([.. text.AsSpan(match.Index, match.Length).ToString().Where(char.IsAsciiDigit)]);
            if (number.Length is >= 13 and <= 19 && PassesLuhn(number) && number.Distinct().Count() > 1)
            {
                return new("a card number", $"{number[0]}{new string('•', number.Length - 3)}{number[^2..]}");
            }
        }

        foreach (var match in IbanLike().EnumerateMatches(text))
        {
            var iban = text.Substring(match.Index, match.Length).Replace(" ", "");
            if (iban.Length is >= 15 and <= 34 && PassesMod97(iban))
            {
                return new("an IBAN", $"{iban[..2]}{new string('•', iban.Length - 4)}{iban[^2..]}");
            }
        }

        return null;
    }

    private static SensitiveText? Address(string text)
    {
        if (!text.Contains('.') && !text.Contains(':'))
        {
            return null;
        }

        if (Ipv4().Match(text) is { Success: true } v4 && IPAddress.TryParse(v4.Value, out var address) && IsOfAPerson(address))
        {
            return new("an IP address", $"{v4.Value[..v4.Value.IndexOf('.')]}.•••.•••.•••");
        }

        return Ipv6().Match(text) is { Success: true } v6 && IPAddress.TryParse(v6.Value, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6 && IsOfAPerson(six)
            ? new("an IP address", $"{v6.Value[..v6.Value.IndexOf(':')]}:•••")
            : null;
    }

    private static bool IsOfAPerson(IPAddress address) =>
        !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6LinkLocal && !address.Equals(IPAddress.Broadcast);

    /// <summary>ISO/IEC 7812-1, annex B.</summary>
    internal static bool PassesLuhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            digit = i % 2 == 1 ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>ISO 13616: the first four characters moved to the end, letters as numbers from 10, modulo 97 is 1.</summary>
    internal static bool PassesMod97(string iban)
    {
        var rest = 0;
        foreach (var c in iban[4..] + iban[..4])
        {
            var value = char.IsAsciiDigit(c) ? c - '0' : char.ToUpperInvariant(c) - 'A' + 10;
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest == 1;
    }

    internal static string Mask(string secret) => string.Create(CultureInfo.InvariantCulture, $"{secret[..4]}… ({secret.Length} characters)");

    internal static string MaskEmail(string mail) => $"{mail[0]}•••@•••{mail[mail.LastIndexOf('.')..]}";

    [GeneratedRegex(@"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}", RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*", RegexOptions.NonBacktracking)]
    private static partial Regex Jwt();

    [GeneratedRegex(@"(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|xox[abprs]-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,}|AIza[0-9A-Za-z_-]{35}|glpat-[A-Za-z0-9_-]{20,}|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----", RegexOptions.NonBacktracking)]
    private static partial Regex Known();

    [GeneratedRegex(@"(?i:bearer)\s+[A-Za-z0-9._~+/=-]{16,}", RegexOptions.NonBacktracking)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"(?i)\b(password|passwd|pwd|secret|api[_-]?key|access[_-]?token)\s*[=:]\s*[^\s*•\[&;,]{3,}", RegexOptions.NonBacktracking)]
    private static partial Regex Password();

    // Cards begin with 3 to 6; the number stands alone.
    [GeneratedRegex(@"(?<![\w.-])[3-6]\d(?:[ -]?\d){11,17}(?![\w-]|\.\d)")]
    private static partial Regex Digits();

    [GeneratedRegex(@"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?!\w)")]
    private static partial Regex IbanLike();

    // Not a version (Chrome/120.0.0.0, v1.2.3.4), and not a part of one.
    [GeneratedRegex(@"(?<![\w./-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)|(?<=://)(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")]
    private static partial Regex Ipv4();

    [GeneratedRegex(@"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){2,7}(?::?[0-9a-fA-F]{1,4}){1,7}(?![\w:])")]
    private static partial Regex Ipv6();
}
