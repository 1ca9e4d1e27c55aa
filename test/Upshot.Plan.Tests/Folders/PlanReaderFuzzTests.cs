using System.Text;
using Upshot.Plan.Folders;

namespace Upshot.Plan.Tests.Folders;

/// <summary>
/// Mutated plans: whatever stands in a file, the reader answers with problems, soon, and never with an exception.
/// UPSHOT_FUZZ_ROUNDS makes the run longer, UPSHOT_FUZZ_SEED makes it another one.
/// </summary>
public sealed class PlanReaderFuzzTests
{
    private static readonly string[] s_pieces =
    [
        "{", "}", "[", "]", ":", ": ", "- ", "\n", "\t", "  ", "\"", "'", "#", "&a ", "*a", "<<: *a", "!!int ", "!<", "? ", "|\n", ">\n", "---\n", "...\n", "%YAML 1.2\n",
        "~", "null", "true", ".nan", ".inf", "1e999", "0x", "99.9%", "-30%..-10%", "..", "28d", "300", "\0", "\u0085", "\u2028", "\ufeff", "\ud800", "é", "💥", "{{", "[[[[[[[[[[",
    ];

    [Fact]
    public void No_mutation_of_a_plan_makes_the_reader_fail()
    {
        var rounds = Number("UPSHOT_FUZZ_ROUNDS", 2_000);
        var seed = Number("UPSHOT_FUZZ_SEED", 20_260_901);
        var random = new Random(seed);
        var corpus = Corpus();
        for (var round = 0; round < rounds; round++)
        {
            var files = corpus[random.Next(corpus.Count)].ToArray();
            var at = random.Next(files.Length);
            files[at] = files[at] with { Text = Mutated(files[at].Text, random) };
            var problems = Problems(files, $"round {round} of seed {seed}, {files[at].Path}:\n{files[at].Text}");
            Assert.All(problems, p => Assert.True(p.Location.Line >= 1 && p.Location.Column >= 1 && p.Message.Length < 2_000 && p.Remedy.Length > 0, p.ToString()));
        }
    }

    [Fact]
    public void No_random_bytes_make_the_reader_fail()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Problems([new PlanFile("upshot.yaml", Encoding.Latin1.GetString(bytes)), new PlanFile("signals/a.yaml", Encoding.UTF8.GetString(bytes))], $"round {round}");
        }
    }

    private static IReadOnlyList<Problem> Problems(IReadOnlyList<PlanFile> files, string what)
    {
        try
        {
            return [.. PlanReader.Read(files, new DateTime(2026, 9, 1)).Problems, .. PlanReader.ReadSignals(files).Problems];
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"the reader failed on {what}", e);
        }
    }

    private static string Mutated(string text, Random random)
    {
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(40), text.Length - at);
            var piece = text.Substring(at, length);
            text = random.Next(7) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, s_pieces[random.Next(s_pieces.Length)]),
                2 => text.Remove(at, length).Insert(at, s_pieces[random.Next(s_pieces.Length)]),
                3 => text.Insert(random.Next(text.Length + 1), piece),
                4 => text[..at],
                5 => text.Insert(at, string.Concat(Enumerable.Repeat(s_pieces[random.Next(s_pieces.Length)], random.Next(300)))),
                _ => length == 0 ? text : text.Remove(at, 1).Insert(at, ((char)random.Next(256)).ToString()),
            };
        }

        return text;
    }

    private static List<IReadOnlyList<PlanFile>> Corpus()
    {
        var example = Directory.GetFiles(ExamplePlan.Folder, "*", SearchOption.AllDirectories)
            .Select(f => new PlanFile(Path.GetRelativePath(ExamplePlan.Folder, f).Replace('\\', '/'), File.ReadAllText(f)));
        var cases = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.txt")
            .Order(StringComparer.Ordinal)
            .Select(f => Checks.TextCase.Parse(File.ReadAllText(f)).Files);
        return [[.. example.OrderBy(f => f.Path, StringComparer.Ordinal)], .. cases];
    }

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}
