namespace Upshot.Privacy.Corpus;

/// <summary>Chance with a seed, and words of which each half of the corpus has its own.</summary>
/// <param name="half">0 is what a detector may be made with, 1 what it is measured on.</param>
internal sealed class Draw(int seed, int half)
{
    private readonly Random _random = new(seed);

    public int Half => half;

    public int Below(int count) => _random.Next(count);

    public bool Coin => _random.Next(2) == 0;

    /// <summary>Of words that this half has.</summary>
    public T Of<T>(params T[] words) => words.Length < 4 ? words[_random.Next(words.Length)] : words[(_random.Next((words.Length + 1 - half) / 2) * 2) + half];

    /// <summary>Of forms that both halves have.</summary>
    public T Any<T>(params T[] forms) => forms[_random.Next(forms.Length)];

    public string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + _random.Next(10))));

    public string Hex(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "0123456789abcdef"[_random.Next(16)]));

    public string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('A' + _random.Next(26))));

    public string Token(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"[_random.Next(62)]));
}
