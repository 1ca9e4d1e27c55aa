using System.CommandLine;
using System.CommandLine.Completions;
using Upshot.Commands;

namespace Upshot.Tests.Commands;

/// <summary>What holds for every command, found by walking through all of them.</summary>
public sealed class CommandTableTests
{
    /// <summary>Commands whose output is no answer.</summary>
    private static readonly Dictionary<string, string> s_withoutJson = new()
    {
        ["serve"] = "a server, which says what it does to its log",
        ["ingest"] = "a server, which says what it does to its log",
        ["mcp"] = "speaks a protocol of its own",
        ["completion"] = "a script for a shell",
    };

    public static TheoryData<string> Names => [.. CommandTable.All.Select(entry => entry.Name)];

    public static TheoryData<string> Paths => [.. All().Where(command => command.Action is not null).Select(Path)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_command_is_made_alone_under_the_name_that_it_has(string name)
    {
        var root = CommandTable.RootFor([name, "--help"]);

        Assert.Equal(name, Assert.Single(root.Subcommands).Name);
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("[suggest:3]", "sta")]
    [InlineData("chekc")]
    public void Where_no_command_is_named_all_are_there(params string[] line) =>
        Assert.Equal(CommandTable.All.Select(entry => entry.Name), CommandTable.RootFor(line).Subcommands.Select(command => command.Name));

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_answer_can_be_had_as_json(string path)
    {
        var format = Find(path).Options.SingleOrDefault(option => option.Name == "--format");
        if (s_withoutJson.ContainsKey(path))
        {
            Assert.Null(format);
            return;
        }

        Assert.Contains("json", format?.GetCompletions(CompletionContext.Empty).Select(item => item.Label) ?? []);
    }

    [Fact]
    public void Every_command_option_and_argument_says_what_it_is()
    {
        var silent = All().SelectMany(command => command.Options.Cast<Symbol>().Concat(command.Arguments).Append(command).Where(symbol => !symbol.Hidden && string.IsNullOrWhiteSpace(symbol.Description)).Select(symbol => $"{Path(command)} {symbol.Name}"));

        Assert.Empty(silent);
    }

    private static IEnumerable<Command> All() => CommandTable.RootFor([]).Subcommands.SelectMany(WithThoseBelow);

    private static IEnumerable<Command> WithThoseBelow(Command command) => command.Subcommands.SelectMany(WithThoseBelow).Prepend(command);

    private static Command Find(string path) => All().Single(command => Path(command) == path);

    private static string Path(Command command) => command.Parents.OfType<Command>().Single() is var parent and not RootCommand ? $"{Path(parent)} {command.Name}" : command.Name;
}
