using System.Text.RegularExpressions;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>What people see at a terminal: a real one, which <c>script</c> makes.</summary>
public sealed partial class ColourTests : IDisposable
{
    // Off, bold, dim; red, green, yellow, blue and grey as Palette has them; what is underlined or links.
    private static readonly string[] s_palette = ["0", "1", "2", "4", "90", "91", "32", "93", "94"];

    private readonly TemporaryFolder _folder = new();

    public ColourTests()
    {
        // Nobody drinks tea yet, which `status` says with a mark; `check` finds a key that is none.
        foreach (var file in Directory.EnumerateFiles(Generate.TeaHouse.Plan, "*", SearchOption.AllDirectories))
        {
            var copy = _folder[Path.GetRelativePath(Generate.TeaHouse.Plan, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Directory.CreateDirectory(_folder["data"]);
        Directory.CreateDirectory(_folder["bad"]);
        File.WriteAllText(_folder["bad/upshot.yaml"], "product: Tea\nowner: nobody\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check bad")]
    [InlineData("status --data data")]
    public async Task At_a_terminal_colours_are_those_of_one_palette(string command)
    {
        var shown = await AtTerminal(command, []);

        var used = Colour().Matches(shown).SelectMany(m => m.Groups[1].Value.Split(';')).Select(c => c.Length == 0 ? "0" : c).Distinct().ToList();
        Assert.NotEmpty(used.Except(["0", "1"]));
        Assert.Empty(used.Except(s_palette));
    }

    [Theory]
    [InlineData("check bad", "NO_COLOR", "1")]
    [InlineData("status --data data", "NO_COLOR", "1")]
    [InlineData("check bad", "TERM", "dumb")]
    [InlineData("status --data data", "TERM", "dumb")]
    public async Task Who_wants_no_colours_gets_text_alone(string command, string name, string value)
    {
        var shown = await AtTerminal(command, new() { [name] = value });

        Assert.DoesNotContain('\u001b', shown);
    }

    [Fact]
    public async Task An_empty_NO_COLOR_says_nothing() => Assert.Contains('\u001b', await AtTerminal("check bad", new() { ["NO_COLOR"] = "" }));

    [Theory]
    [InlineData("check bad")]
    [InlineData("status --data data")]
    public async Task A_pipe_gets_text_alone(string command)
    {
        var ended = await UpshotProgram.RunIn(_folder.Path, command.Split(' '));

        Assert.DoesNotContain('\u001b', ended.Output + ended.Errors);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("compare --help")]
    [InlineData("status --data data")]
    public async Task Lines_are_wrapped_where_the_terminal_ends(string command)
    {
        var shown = await AtTerminal(command, new() { ["NO_COLOR"] = "1" }, columns: 60);

        Assert.All(shown.Split('\n', '\r'), line => Assert.True(line.Length <= 60, $"{line.Length} characters: {line}"));
    }

    [Fact]
    public async Task A_misspelt_command_gets_one_line_in_one_colour_at_a_terminal_too()
    {
        var shown = await AtTerminal("chekc", []);

        Assert.Equal("upshot has no command chekc. Did you mean check? See: upshot --help", shown.Trim());
    }

    private async Task<string> AtTerminal(string command, Dictionary<string, string> environment, int columns = 100)
    {
        Assert.SkipUnless(Generate.Tools.IsInstalled("script"), "script, which makes a terminal, is not installed.");
        var line = $"stty cols {columns} rows 40; dotnet '{Path.Combine(AppContext.BaseDirectory, "upshot.dll")}' {command}";
        environment.TryAdd("TERM", "xterm-256color");
        environment.TryAdd("NO_COLOR", "");
        var ended = await UpshotProgram.Run(UpshotProgram.StartInfo("script", ["-qc", line, "/dev/null"], environment, _folder.Path));
        Assert.NotEmpty(ended.Output);

        // What .NET's console says to a terminal as it begins: keys for applications.
        return KeyMode().Replace(ended.Output.Replace("^D\b\b", ""), "");
    }

    [GeneratedRegex("\u001b\\[([0-9;]*)m")]
    private static partial Regex Colour();

    [GeneratedRegex("\u001b\\[\\?1[hl]|\u001b[=>]")]
    private static partial Regex KeyMode();
}
