using System.Globalization;
using System.Numerics;

namespace Upshot.Privacy.Corpus;

/// <summary>Numbers with the check digits that their standards ask for.</summary>
internal static class Checked
{
    public static string Luhn(string body)
    {
        var sum = 0;
        for (var i = 0; i < body.Length; i++)
        {
            var digit = (body[^(i + 1)] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return body + ((10 - (sum % 10)) % 10);
    }

    public static string Iban(string country, string account)
    {
        var number = string.Concat((account + country + "00").Select(c => char.IsAsciiDigit(c) ? $"{c}" : $"{c - 'A' + 10}"));
        return $"{country}{98 - (int)(BigInteger.Parse(number, CultureInfo.InvariantCulture) % 97):00}{account}";
    }

    public static string Dni(string digits) => digits + "TRWAGMYFPDXBNJZSQVHLCKE"[int.Parse(digits, CultureInfo.InvariantCulture) % 23];

    public static string Nir(string body) => body + $"{97 - (long.Parse(body, CultureInfo.InvariantCulture) % 97):00}";

    public static string Pesel(string body) => body + ((10 - (body.Select((c, i) => (c - '0') * (i % 4) switch { 0 => 1, 1 => 3, 2 => 7, _ => 9 }).Sum() % 10)) % 10);

    public static string Cpf(string body)
    {
        for (var length = 9; length < 11; length++)
        {
            var sum = body.Select((c, i) => (c - '0') * (length + 1 - i)).Sum() * 10 % 11;
            body += sum == 10 ? 0 : sum;
        }

        return $"{body[..3]}.{body[3..6]}.{body[6..9]}-{body[9..]}";
    }

    public static string Chinese(string body) =>
        body + "10X98765432"[body.Select((c, i) => (c - '0') * new[] { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 }[i]).Sum() % 11];

    public static string CodiceFiscale(string body)
    {
        int[] odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
        var sum = body.Select((c, i) => (char.IsAsciiDigit(c) ? c - '0' : c - 'A') is var n && i % 2 == 0 ? odd[n] : n).Sum();
        return body + (char)('A' + (sum % 26));
    }

    public static string Bsn(string body)
    {
        // The eleven-proof cannot be met by every body: the last digit is taken with minus one.
        var sum = body.Select((c, i) => (c - '0') * (9 - i)).Sum() % 11;
        return sum == 10 ? Bsn($"{(int.Parse(body, CultureInfo.InvariantCulture) + 1) % 100_000_000:00000000}") : body + sum;
    }
}
