using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

/// <summary>Every function that queries may call, with arguments that nobody means.</summary>
public sealed class AllowedFunctionsTests
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static readonly string[][] Arguments =
    [
        [],
        .. new[] { "NULL", "''", "-1", "9223372036854775807", "[]" }.SelectMany(v => Enumerable.Range(1, 3).Select(n => Enumerable.Repeat(v, n).ToArray())),
        ["1e308::DOUBLE"], ["'{}'::JSON"], ["'x'", "9223372036854775807", "'y'"], ["'x'", "-9223372036854775808"], ["[1, 2]", "9223372036854775807", "-1"], ["[1, 2]", "-9223372036854775808"],
        ["'month'", "TIMESTAMP '290000-01-01'", "DATE '-290000-01-01'"], ["TIMESTAMP '290000-01-01'", "9223372036854775807"], ["-9223372036854775808", "-1"], ["INTERVAL 1 MONTH", "TIMESTAMP '290000-01-01'"],
        ["'(a*)*b'", "'['", "''"], ["MAP {}", "NULL"], ["{'a': 1}", "NULL"], ["'{:2000000000}'", "1"], ["'%2000000000d'", "1"], ["1", "0.5", "2000000000"], ["repeat('x', 1000000)", "'y'"], ["repeat('x', 100000)", "repeat('y', 100000)"],
    ];

    [Fact]
    public async Task Called_with_nothing_with_much_and_with_less_than_nothing_each_answers_or_says_why_not()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(folder.Path);
        var calls = new ConcurrentQueue<string>(Sections().SelectMany(s => s.Names.SelectMany(name => Calls(s.Section, name))).Distinct());
        var wrong = new ConcurrentQueue<string>();

        Assert.True(calls.Count > 10_000);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (calls.TryDequeue(out var sql))
            {
                var clock = Stopwatch.StartNew();
                using var answer = await Client.PostAsJsonAsync(new Uri(server.Http, "/api/v1/query"), new { sql, rows = 5, timeoutSeconds = 5 });
                var text = await answer.Content.ReadAsStringAsync();
                if ((int)answer.StatusCode is not (200 or 400) || clock.Elapsed > TimeSpan.FromSeconds(6.5)
                    || new[] { "ended the process", "invalidated", "INTERNAL", "is not one that queries may call", "took longer" }.Any(sign => text.Contains(sign, StringComparison.Ordinal)))
                {
                    wrong.Enqueue($"{sql}: {(int)answer.StatusCode} after {clock.Elapsed.TotalSeconds:0.0} s: {text[..Math.Min(200, text.Length)]}");
                }
            }
        })));

        Assert.Empty(wrong);
    }

    private static IEnumerable<(string Section, string[] Names)> Sections()
    {
        var section = "";
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "src/Upshot.Observe/Stores/DuckDb/Questions/AdHoc/functions.txt")))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                section = line[2..];
            }
            else
            {
                yield return (section, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    private static IEnumerable<string> Calls(string section, string function) => section switch
    {
        "Operators" => Arguments.Where(a => a.Length == 2).Select(a => $"SELECT ({a[0]}) {function} ({a[1]})").Concat(Arguments.Where(a => a.Length == 1).Select(a => $"SELECT {function} ({a[0]})")),
        "Tables" => Arguments.Select(a => $"SELECT * FROM {function}({string.Join(", ", a)})"),
        "Aggregates and window functions" => Arguments.SelectMany(a => new[] { $"SELECT {function}({string.Join(", ", a)})", $"SELECT {function}({string.Join(", ", a)}) OVER ()" }),
        _ => Arguments.Select(a => $"SELECT {function}({string.Join(", ", a)})"),
    };
}
