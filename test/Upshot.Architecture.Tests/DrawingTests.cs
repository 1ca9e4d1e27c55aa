using System.Runtime.CompilerServices;

namespace Upshot.Architecture.Tests;

/// <summary>The documents say what the list says; UPSHOT_UPDATE=1 writes them.</summary>
public class DrawingTests
{
    [Fact]
    public void The_picture_of_the_whole_is_drawn_from_the_list() => IsFresh("docs/architecture.md", "picture", Drawing.Picture());

    [Fact]
    public void The_map_of_the_code_says_who_may_refer_to_whom_as_the_list_does() => IsFresh("docs/code-map.md", "arrows", Drawing.Table());

    private static void IsFresh(string path, string name, string now)
    {
        var (begin, end) = ($"<!-- {name}: written by the tests with UPSHOT_UPDATE=1 -->\n", $"<!-- end of {name} -->");
        var file = Path.Combine(Root(), path);
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"{path} has no place for {name}");
        if (Environment.GetEnvironmentVariable("UPSHOT_UPDATE") == "1")
        {
            File.WriteAllText(file, text[..from] + now + text[to..]);
            return;
        }

        Assert.True(text[from..to] == now, $"{path} is stale; run the tests with UPSHOT_UPDATE=1");
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
