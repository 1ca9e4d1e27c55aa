using System.Globalization;

namespace Upshot.Decide.PersonalData;

/// <summary>Check digits of numbers that states give to people: each tells a number from one that only looks like it.</summary>
internal static class CheckDigits
{
    /// <summary>Spain, DNI and NIE: the letter is the number modulo 23.</summary>
    public static bool Dni(string text) =>
        "TRWAGMYFPDXBNJZSQVHLCKE"[int.Parse(text[0] switch { 'X' => "0", 'Y' => "1", 'Z' => "2", var c => $"{c}" } + text[1..^1], CultureInfo.InvariantCulture) % 23] == text[^1];

    /// <summary>France, NIR: 97 minus the first 13 digits modulo 97.</summary>
    public static bool Nir(string digits) => 97 - (long.Parse(digits[..13], CultureInfo.InvariantCulture) % 97) == int.Parse(digits[13..], CultureInfo.InvariantCulture);

    /// <summary>Poland, PESEL: weights 1 3 7 9.</summary>
    public static bool Pesel(string digits) => Sum(digits, 10, i => (i % 4) switch { 0 => 1, 1 => 3, 2 => 7, _ => 9 }) is var sum && (10 - (sum % 10)) % 10 == digits[10] - '0';

    /// <summary>Brazil, CPF: two digits modulo 11.</summary>
    public static bool Cpf(string digits) => digits.Distinct().Count() > 1 && Enumerable.Range(9, 2).All(n => Sum(digits, n, i => n + 1 - i) * 10 % 11 % 10 == digits[n] - '0');

    /// <summary>China, GB 11643: weights modulo 11.</summary>
    public static bool Chinese(string text)
    {
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        return "10X98765432"[Sum(text, 17, i => weights[i]) % 11] == char.ToUpperInvariant(text[17]);
    }

    /// <summary>The Netherlands, BSN: the eleven-proof.</summary>
    public static bool Bsn(string digits) => (Sum(digits, 8, i => 9 - i) - (digits[8] - '0')) % 11 == 0;

    private static int Sum(string digits, int count, Func<int, int> weight) => Enumerable.Range(0, count).Sum(i => (digits[i] - '0') * weight(i));
}
