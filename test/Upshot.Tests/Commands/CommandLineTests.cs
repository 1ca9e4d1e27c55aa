using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>The command line itself: mistakes, help, completion.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("chekc", "upshot has no command chekc. Did you mean check? See: upshot --help")]
    [InlineData("xyzzyplugh", "upshot has no command xyzzyplugh. See: upshot --help")]
    [InlineData("status --formt json", "upshot status has no option --formt. Did you mean --format? See: upshot status --help")]
    [InlineData("release strat 1.0", "upshot release has no command strat. Did you mean start? See: upshot release --help")]
    public async Task What_is_misspelt_gets_one_line(string line, string said)
    {
        var ended = await UpshotProgram.Run(line.Split(' '));

        Assert.Equal((1, said + Environment.NewLine, ""), (ended.Code, ended.Errors, ended.Output));
    }

    [Theory]
    [InlineData("release", "A command is missing: start, list.")]
    [InlineData("compare", "Required argument missing")]
    [InlineData("status --format xml", "Must be one of: 'text' 'json'")]
    public async Task What_is_missing_or_wrong_gets_a_line_and_no_page_of_help(string line, string part)
    {
        var ended = await UpshotProgram.Run(line.Split(' '));

        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.Contains(part, ended.Errors, StringComparison.Ordinal);
        Assert.All(ended.Errors.TrimEnd().Split('\n'), said => Assert.Contains($"See: upshot {line.Split(' ')[0]} --help", said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_word_of_a_stranger_cannot_move_the_cursor()
    {
        var ended = await UpshotProgram.Run("\u001b[2Jchekc");

        Assert.DoesNotContain('\u001b', ended.Errors);
    }

    [Theory]
    [InlineData("compare samples", "upshot compare samples <baseline> <candidate> [options]", "<baseline>", 1)]
    [InlineData("explain trace", "upshot explain trace <file> [options]", "<baseline>", 0)]
    [InlineData("compare", "upshot compare <baseline> <candidate> [command] [options]", "<baseline>", 1)]
    public async Task Help_names_the_arguments_that_a_command_takes_and_not_those_above_it(string command, string usage, string argument, int described)
    {
        var ended = await UpshotProgram.Run([.. command.Split(' '), "--help"]);

        Assert.Equal(0, ended.Code);
        Assert.Contains(usage, ended.Output.Split('\n').Select(line => line.Trim()));
        Assert.Equal(described, ended.Output.Split('\n').Count(line => line.StartsWith($"  {argument} ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Bash_completes_commands_and_options_by_asking_the_program()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "bash is a shell of Unix.");
        var script = $$"""
            upshot() { dotnet '{{Path.Combine(AppContext.BaseDirectory, "upshot.dll")}}' "$@"; }
            source <(upshot completion bash)
            complete -p upshot
            say() { COMP_LINE="$1"; COMP_POINT=${#1}; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _upshot; echo "${COMPREPLY[@]}"; }
            say "upshot sta"
            say "upshot status --form"
            say "upshot completion z"
            """;

        var ended = await UpshotProgram.Run(UpshotProgram.StartInfo("bash", ["-c", script], new Dictionary<string, string>()));

        Assert.Equal(["complete -o bashdefault -o default -F _upshot upshot", "status", "--format", "zsh"], ended.Output.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Each_shell_can_read_its_script(string shell)
    {
        var ended = await UpshotProgram.Run("completion", shell);

        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        Assert.Contains("[suggest:", ended.Output, StringComparison.Ordinal);
        if ((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, shell))))
        {
            var read = await UpshotProgram.Run(UpshotProgram.StartInfo("sh", ["-c", $"printf '%s' \"$SCRIPT\" | {shell} -n /dev/stdin"], new Dictionary<string, string> { ["SCRIPT"] = ended.Output }));
            Assert.Equal((0, ""), (read.Code, read.Errors));
        }
    }
}
