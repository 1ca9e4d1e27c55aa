using System.Globalization;
using System.Text.RegularExpressions;
using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>
/// The generated Python, checked with mypy --strict and run against opentelemetry where its packages are installed, else against
/// test/python-stand-in.
/// </summary>
public sealed partial class PythonTests
{
    [Fact]
    public async Task A_generated_module_emits_what_the_plan_declares()
    {
        Tools.NeedPython();
        using var folder = await Module(TeaHouse.Plan, "brew.py");
        await using var server = await RunningServer.Start(folder["data"], TeaHouse.Plan);
        var environment = await Tools.PythonEnvironment();
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = server.OtlpHttp.ToString();

        var ended = await Tools.Run("python3", ["brew.py"], folder.Path, environment);

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        TeaHouse.CheckSwitch(ended.Output);
        await TeaHouse.Check(server, "tea-python", "TypeError: no water", "ValueError: no cups");
    }

    [Fact]
    public async Task Scopes_say_which_plan_they_are_of()
    {
        Tools.NeedPython();
        using var folder = await Module(TeaHouse.Plan, "brew.py");
        await using var sink = new JsonSink();
        var environment = await Tools.PythonEnvironment();
        Assert.SkipUnless(environment.ContainsKey("PYTHONPATH"), "The real exporters of Python send protobuf.");
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Address;

        var ended = await Tools.Run("python3", ["brew.py"], folder.Path, environment);

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        TeaHouse.CheckScopes(sink, haveAttributes: true);
    }

    [Fact]
    public async Task A_generated_module_and_what_uses_it_are_clean_under_strict_mypy()
    {
        Tools.NeedMypy();
        using var folder = await Module(TeaHouse.Plan, "brew.py");

        var ended = await Tools.Run("mypy", ["--strict", "tea.py", "brew.py"], folder.Path, await Tools.PythonEnvironment());

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    [Fact]
    public async Task What_the_plan_does_not_allow_is_found_by_mypy()
    {
        Tools.NeedMypy();
        using var folder = await Module(TeaHouse.Plan, "refused.py.txt");

        var ended = await Tools.Run("mypy", ["--strict", "refused.py"], folder.Path, await Tools.PythonEnvironment());

        var lines = File.ReadAllLines(folder["refused.py"]);
        Assert.Equal(Enumerable.Range(3, lines.Length - 2), ErrorLine().Matches(ended.Output).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task The_stand_in_is_clean_under_strict_mypy()
    {
        Tools.NeedMypy();

        var ended = await Tools.Run("mypy", ["--strict", "--explicit-package-bases", "--cache-dir", "/dev/null", "."], Repository.PathTo("test/python-stand-in"), new Dictionary<string, string>());

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    internal static async Task<TemporaryFolder> Module(string plan, string source)
    {
        var folder = new TemporaryFolder();
        File.Copy(Repository.PathTo($"test/polyglot-python/{source}"), folder[source.Replace(".txt", "")]);
        await Tools.Generate(plan, "python", folder.Path);
        return folder;
    }

    [GeneratedRegex(@"^refused\.py:(\d+): error", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}
