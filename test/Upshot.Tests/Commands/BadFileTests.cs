using System.CommandLine;
using System.Text;
using Upshot.Commands;

namespace Upshot.Tests.Commands;

/// <summary>What every command that takes files says of one that it cannot use: exit code 1, where, and what to do; nothing on standard output.</summary>
public sealed class BadFileTests : IDisposable
{
    private const string Series = "timestamp,value\n1,2\n2,3\n3,4\n4,5\n";
    private const string Requests = "a,b,Latency\n1,2,9\n2,3,9\n3,1,8\n1,1,7\n";
    private const string Metrics = "time,node,metric,statistic,value\n1,web,latency,Average,3\n2,web,latency,Average,3\n3,web,latency,Average,4\n";
    private const string Attributes = "region,version,errors,requests\neu,1,2,100\neu,2,2,100\nus,1,3,100\nus,2,2,100\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("upshot-").FullName;

    /// <summary>A command, a table that it takes, and whether its rows have an order in time.</summary>
    private static readonly Dictionary<string, (string Good, bool HasTimes)> s_commands = new()
    {
        ["changes"] = (Series, true),
        ["detect"] = (Series, true),
        ["table"] = (Requests, false),
        ["graph"] = (Metrics, true),
        ["attributes"] = (Attributes, false),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (command, (_, hasTimes)) in s_commands)
            {
                foreach (var bad in new[] { "empty", "blank", "header only", "one row", "not a number", "infinite", "words", "no such column", "fields missing", "byte order mark, Windows lines and a word", "binary", "folder", "missing" })
                {
                    cases.Add(command, bad);
                }

                if (hasTimes)
                {
                    cases.Add(command, "unsorted");
                    cases.Add(command, "repeated");
                }
            }

            return cases;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_bad_file_ends_with_one_and_tells_where_and_what_to_do(string command, string bad)
    {
        var file = Path.Combine(_folder, "bad.csv");
        if (bad == "folder")
        {
            Directory.CreateDirectory(file);
        }
        else if (bad != "missing")
        {
            File.WriteAllBytes(file, Spoilt(s_commands[command].Good, bad));
        }

        var (code, output, error) = Run(command, file);
        Assert.Equal((1, ""), (code, output));
        Assert.Matches(@"bad\.csv(:\d+(:\d+)?)?: .+\. \S.+\.", error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    // What the cases above spoil is taken as it stands, also as Windows writes it.
    [Theory]
    [InlineData("changes")]
    [InlineData("detect")]
    [InlineData("table")]
    [InlineData("graph")]
    [InlineData("attributes")]
    public void The_same_file_is_taken_when_nothing_is_wrong_with_it(string command)
    {
        var file = Path.Combine(_folder, "bad.csv");
        File.WriteAllText(file, s_commands[command].Good);
        Assert.Equal((0, ""), (Run(command, file).Code, Run(command, file).Error));
        File.WriteAllText(file, '\uFEFF' + s_commands[command].Good.ReplaceLineEndings("\r\n"));
        Assert.Equal((0, ""), (Run(command, file).Code, Run(command, file).Error));
    }

    private static byte[] Spoilt(string good, string bad)
    {
        var lines = good.TrimEnd('\n').Split('\n');
        // Every command here reads numbers from the last column.
        string With(string value) => string.Join('\n', [lines[0], lines[1], $"{lines[2][..lines[2].LastIndexOf(',')]},{value}", .. lines[3..]]);
        return bad switch
        {
            "empty" => [],
            "blank" => Encoding.UTF8.GetBytes(" \n\n"),
            "header only" => Encoding.UTF8.GetBytes(lines[0] + "\n"),
            "one row" => Encoding.UTF8.GetBytes($"{lines[0]}\n{lines[1]}\n"),
            "not a number" => Encoding.UTF8.GetBytes(With("NaN")),
            "infinite" => Encoding.UTF8.GetBytes(With("-Infinity")),
            "words" => Encoding.UTF8.GetBytes(With("much")),
            "no such column" => Encoding.UTF8.GetBytes("p,q\n1,2\n2,3\n3,4\n"),
            "fields missing" => Encoding.UTF8.GetBytes($"{good}7\n"),
            "byte order mark, Windows lines and a word" => Encoding.UTF8.GetBytes('\uFEFF' + With("much").ReplaceLineEndings("\r\n")),
            "unsorted" => Encoding.UTF8.GetBytes(string.Join('\n', [lines[0], lines[2], lines[1], .. lines[3..]])),
            "repeated" => Encoding.UTF8.GetBytes(string.Join('\n', [lines[0], lines[1], .. lines[1..]])),
            _ => [.. Enumerable.Range(0, 2000).Select(i => (byte)(i * 7))],
        };
    }

    private (int Code, string Output, string Error) Run(string command, string file)
    {
        var (graph, good) = (Path.Combine(_folder, "graph.csv"), Path.Combine(_folder, "good.csv"));
        File.WriteAllText(graph, "caller,callee\nweb,db\n");
        File.WriteAllText(good, s_commands[command].Good);
        string[] arguments = command switch
        {
            "table" => ["table", file, "--latency", "Latency"],
            "graph" => ["graph", "--graph", graph, "--baseline", good, "--window", file, "--target", "web"],
            "attributes" => ["attributes", "--baseline", good, "--window", file, "--value", "errors", "--count", "requests"],
            _ => [file],
        };
        var (output, error) = (new StringWriter(), new StringWriter());
        var verb = command switch { "changes" => ChangesCommand.Create(), "detect" => DetectCommand.Create(), _ => ExplainCommand.Create() };
        var code = verb.Parse([.. arguments, "--format", "json"]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, code == 0 ? "" : output.ToString(), error.ToString());
    }
}
