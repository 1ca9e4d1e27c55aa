using System.Globalization;
using System.Text.RegularExpressions;
using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>The generated TypeScript, compiled with tsc --strict and run with the OpenTelemetry SDK of test/polyglot-node.</summary>
public sealed partial class TypeScriptTests(BrewProject brew) : IClassFixture<BrewProject>
{
    [Fact]
    public async Task A_generated_module_compiles_strictly_and_emits_what_the_plan_declares()
    {
        var project = await brew.Compiled();
        await using var server = await RunningServer.Start(project["data"], TeaHouse.Plan);

        var ended = await Tools.Run("node", ["out/brew.js"], project.Path, new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = server.OtlpHttp.ToString() });

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        TeaHouse.CheckSwitch(ended.Output);
        await TeaHouse.Check(server, "tea-node", "RangeError: no cups", "TypeError: no water");
    }

    [Fact]
    public async Task Scopes_say_which_plan_they_are_of()
    {
        var project = await brew.Compiled();
        await using var sink = new JsonSink();

        var ended = await Tools.Run("node", ["out/brew.js"], project.Path, new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Address });

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        TeaHouse.CheckScopes(sink);
    }

    [Theory]
    [InlineData("ES2022,DOM", "ESNext", "bundler", "")]
    [InlineData("ES2022", "NodeNext", "NodeNext", "")]
    [InlineData("ES2022", "NodeNext", "NodeNext", "node")]
    public async Task A_generated_module_needs_neither_the_types_of_node_nor_those_of_a_browser(string library, string module, string resolution, string types)
    {
        using var project = await Project(TeaHouse.Plan);
        await File.WriteAllTextAsync(
            project["tsconfig.json"],
            (await File.ReadAllTextAsync(project["tsconfig.json"], TestContext.Current.CancellationToken)).Replace("[\"node\"]", types.Length > 0 ? $"[\"{types}\"]" : "[]"),
            TestContext.Current.CancellationToken);

        var compiled = await Compile(project, "--lib", library, "--module", module, "--moduleResolution", resolution);

        Assert.True(compiled.Code == 0, compiled.Output + compiled.Errors);
    }

    [Fact]
    public async Task What_every_module_is_made_of_compiles_strictly_as_it_is()
    {
        using var project = await Project(TeaHouse.Plan);
        foreach (var file in Directory.EnumerateFiles(Repository.PathTo("src/Upshot.Plan/Generate/TypeScript/Runtime"), "*.ts"))
        {
            File.Copy(file, project[Path.GetFileName(file)]);
        }

        var compiled = await Compile(project, "--noEmit");

        Assert.True(compiled.Code == 0, compiled.Output + compiled.Errors);
    }

    [Fact]
    public async Task What_the_plan_does_not_allow_does_not_compile()
    {
        using var project = await Project(TeaHouse.Plan, "refused.ts.txt");

        var compiled = await Compile(project, "--noEmit");

        var lines = File.ReadAllLines(project["refused.ts"]);
        var refused = ErrorLine().Matches(compiled.Output).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct();
        Assert.Equal(Enumerable.Range(3, lines.Length - 2), refused);
        Assert.DoesNotContain("tea.ts(", compiled.Output);
    }

    internal static async Task<TemporaryFolder> Project(string plan, params string[] sources)
    {
        Tools.TypeScriptIn(Tools.NodeFolder);
        var folder = new TemporaryFolder();
        foreach (var file in sources.Concat(["package.json", "tsconfig.json"]))
        {
            File.Copy(Path.Combine(Tools.NodeFolder, file), folder[file.Replace(".txt", "")]);
        }

        Directory.CreateSymbolicLink(folder["node_modules"], Path.Combine(Tools.NodeFolder, "node_modules"));
        await Tools.Generate(plan, "typescript", folder.Path);
        return folder;
    }

    internal static Task<Ended> Compile(TemporaryFolder project, params string[] more) =>
        TypeScriptCompiler.Run(project.Path, ["-p", ".", "--outDir", "out", "--pretty", "false", .. more]);

    [GeneratedRegex(@"^refused\.ts\((\d+),", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}

/// <summary>A project that uses the generated module, compiled once for the tests that run it.</summary>
public sealed class BrewProject : IDisposable
{
    private Task<TemporaryFolder>? _project;

    internal Task<TemporaryFolder> Compiled() => _project ??= Make();

    public void Dispose()
    {
        if (_project is { IsCompletedSuccessfully: true })
        {
            _project.Result.Dispose();
        }
    }

    private static async Task<TemporaryFolder> Make()
    {
        var project = await TypeScriptTests.Project(TeaHouse.Plan, "brew.ts");
        var compiled = await TypeScriptTests.Compile(project);
        Assert.True(compiled.Code == 0, compiled.Output + compiled.Errors);
        return project;
    }
}
