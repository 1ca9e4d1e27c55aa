using System.Diagnostics;
using Upshot.Decide.PersonalData;
using Upshot.Privacy.Corpus;

namespace Upshot.Decide.Tests.PersonalData;

public sealed class PersonalTextTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2026)]
    public void Of_the_half_of_the_corpus_that_is_for_measuring_nearly_all_is_found_and_little_else(int seed)
    {
        var judged = PrivacyCorpus.Make(seed, half: 1, ofEachKind: 150).Select(c => (Case: c, IsFound: PersonalText.Find(c.Name, c.Text) is not null)).ToList();
        double found = judged.Count(j => j.Case.IsPersonal && j.IsFound), wrong = judged.Count(j => !j.Case.IsPersonal && j.IsFound), planted = judged.Count(j => j.Case.IsPersonal);
        Assert.InRange(found / planted, .95, 1);
        Assert.InRange(found / (found + wrong), .9, 1);

        // No kind and no language is given up for the others.
        Assert.All(judged.Where(j => j.Case.IsPersonal).GroupBy(j => j.Case.Kind), g => Assert.InRange(g.Average(j => j.IsFound ? 1d : 0), .85, 1));
        Assert.All(judged.Where(j => j.Case.IsPersonal).GroupBy(j => j.Case.Language), g => Assert.InRange(g.Average(j => j.IsFound ? 1d : 0), .85, 1));
    }

    [Theory]
    [InlineData("ring (212) 555-0187 after six", "a phone number")]
    [InlineData("Mobil: 0170/9876543", "a phone number")]
    [InlineData("номер 8 (916) 123-45-67", "a phone number")]
    [InlineData("NIR 1 84 12 76 451 089 46", "a national id")]
    [InlineData("Customer name: Peter Jensen", "a name")]
    [InlineData("Estimado señor Carlos Ruiz", "a name")]
    [InlineData("signed in as Emily Clark", "a name")]
    [InlineData("geboren am 3. März 1984", "a date of birth")]
    [InlineData("born on March 3, 1984", "a date of birth")]
    [InlineData("idfa=6D92078A-8246-4BA4-AE5B-76104861E7DC", "a device's number")]
    [InlineData("Kernel 5.15.0.91 booted", null)]
    [InlineData("sku 00123456789", null)]
    [InlineData("id 6D92078A-8246-4BA4-AE5B-76104861E7DC", null)]
    [InlineData("sizes 1 84 12 76 451 089 47", null)]
    public void Forms_that_others_write(string text, string? kind) => Assert.Equal(kind, PersonalText.Find("", text)?.Kind);

    [Fact]
    public void A_sample_never_holds_what_was_found()
    {
        Assert.All(PrivacyCorpus.Make(3, half: 1, ofEachKind: 100).Where(c => c.IsPersonal), c =>
        {
            // What stands before a password is a word of the language, and may be shown.
            var longest = c.Text.Split(' ', ',', '"', '=', '&').Where(w => w != "contraseña").MaxBy(w => w.Length)!;
            Assert.True(PersonalText.Find(c.Name, c.Text) is not { } found || longest.Length < 8 || !found.Masked.Contains(longest, StringComparison.Ordinal), c.Text);
        });
    }

    [Fact]
    public void Texts_that_are_made_to_be_slow_are_not()
    {
        string[] pieces = ["a", "1", "1 ", "A-", "a.", "@a.", "+49 ", "00-", "A a ", "Aa ", "(1", "1:", "customer Aa ", "様", "Lat:1.", "../home/", "passport A", "Street ", "12, Aa "];
        foreach (var text in pieces.Select(p => string.Concat(Enumerable.Repeat(p, 20_000 / p.Length))))
        {
            var watch = Stopwatch.StartNew();
            PersonalText.Find("", text);
            PersonalText.Find("customer.name", text);
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{text[..12]} took {watch.Elapsed}");
        }
    }
}
