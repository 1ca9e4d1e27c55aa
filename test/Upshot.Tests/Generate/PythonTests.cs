using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>The generated Python, checked with mypy --strict and run on the real OpenTelemetry SDK.</summary>
public sealed partial class PythonTests
{
    [Fact]
    public async Task A_generated_module_emits_what_the_plan_declares()
    {
        Tools.NeedPython();
        using var folder = await Module(TeaHouse.Plan, "brew.py");
        await using var server = await RunningServer.Start(folder["data"], TeaHouse.Plan);
        var environment = Tools.PythonEnvironment();
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = server.OtlpHttp.ToString();

        var ended = await Tools.Run("python3", ["brew.py"], folder.Path, environment);

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        TeaHouse.CheckSwitch(ended.Output);
        await TeaHouse.Check(server, "tea-python", "TypeError: no water", "ValueError: no cups");
    }

    [Fact]
    public async Task A_generated_module_and_what_uses_it_are_clean_under_strict_mypy()
    {
        Tools.NeedPython();
        using var folder = await Module(TeaHouse.Plan, "brew.py");

        var ended = await Tools.Mypy(folder.Path, "-p", "tea", "-m", "brew");

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    [Fact]
    public async Task What_the_plan_does_not_allow_is_found_by_mypy()
    {
        Tools.NeedPython();
        using var folder = await Module(TeaHouse.Plan, "refused.py.txt");

        var ended = await Tools.Mypy(folder.Path, "refused.py");

        var lines = File.ReadAllLines(folder["refused.py"]);
        Assert.Equal(Enumerable.Range(3, lines.Length - 2), ErrorLine().Matches(ended.Output).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [MemberData(nameof(Tools.Pythons), MemberType = typeof(Tools))]
    public async Task Calls_do_what_they_say_on_the_real_SDK(string python)
    {
        Tools.NeedPython();
        using var folder = await Module(TeaHouse.Plan);

        var ended = await Tools.Pytest(python, "test/python/calls", folder.Path);

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    [Fact]
    public async Task The_library_is_clean_under_strict_mypy()
    {
        Tools.NeedPython();

        var ended = await Tools.Mypy(Repository.PathTo("python"), "-p", "upshot");

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    [Fact]
    public async Task The_library_and_a_generated_package_are_clean_under_strict_pyright()
    {
        Tools.NeedPython();
        using var plan = Changed("{ ref: tea.guest.", "{ requirement_level: required, ref: tea.guest.");
        using var folder = await Module(plan.Path);
        var settings = new { include = new[] { "." }, typeCheckingMode = "strict", extraPaths = new[] { Path.Combine(Tools.PythonFolder, "site"), Repository.PathTo("python") } };
        await File.WriteAllTextAsync(folder["pyrightconfig.json"], JsonSerializer.Serialize(settings), TestContext.Current.CancellationToken);

        var library = await Tools.Run("node", [Tools.Pyright(), "-p", Repository.PathTo("python")], folder.Path, new Dictionary<string, string>());
        var package = await Tools.Run("node", [Tools.Pyright(), "-p", folder.Path], folder.Path, new Dictionary<string, string>());

        Assert.Equal((0, "0 errors, 0 warnings, 0 informations"), (library.Code, library.Output.Trim()));
        Assert.Equal((0, "0 errors, 0 warnings, 0 informations"), (package.Code, package.Output.Trim()));
    }

    [Fact]
    public async Task What_every_package_is_made_of_is_clean_under_ruff()
    {
        Tools.NeedPython();

        var found = await Tools.Run(Tools.Ruff, ["check", "--no-cache", "src/Upshot.Plan/Generate/Python/Runtime", "python", "test/python"], Repository.Root, new Dictionary<string, string>());
        var unformatted = await Tools.Run(Tools.Ruff, ["format", "--check", "--no-cache", "src/Upshot.Plan/Generate/Python/Runtime", "python", "test/python"], Repository.Root, new Dictionary<string, string>());

        Assert.True(found.Code == 0, found.Output + found.Errors);
        Assert.True(unformatted.Code == 0, unformatted.Output + unformatted.Errors);
    }

    [Theory]
    [InlineData("Email", "", "Python's standard library")]
    [InlineData("Tea", "json", "Python's standard library")]
    [InlineData("Tea", "string.signals", "Python's standard library")]
    [InlineData("Tea", "opentelemetry", "a package that it needs itself")]
    [InlineData("Tea", "shop-signals", "cannot be imported")]
    [InlineData("Tea", "shop.class", "cannot be imported")]
    [InlineData("Tea", "../shop", "cannot be imported")]
    [InlineData("Tea", "shop..signals", "cannot be imported")]
    public async Task A_package_that_would_hide_another_or_cannot_be_imported_is_refused(string product, string module, string why)
    {
        using var folder = PlanOf(product);

        var ended = await UpshotProgram.Run("generate", folder.Path, "--language", "python", "--out", folder["out"], "--module", module);

        Assert.Equal(2, ended.Code);
        Assert.Contains(why, ended.Errors);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public async Task A_package_has_the_name_that_it_is_given()
    {
        Tools.NeedPython();
        using var folder = PlanOf("Email");

        var ended = await UpshotProgram.Run("generate", folder.Path, "--language", "python", "--out", folder["out"], "--module", "shop.signals");
        var used = await Tools.Run("python3", ["-c", "import urllib.request, shop.signals as s; call = s.TeaBrew.start; print(s.PLAN_DIGEST)"], folder["out"], Tools.PythonEnvironment());

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        Assert.True(used.Code == 0, used.Errors);
    }

    [Fact]
    public async Task What_an_earlier_version_wrote_is_removed_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["tea/_upshot"]);
        File.WriteAllText(folder["tea.py"], "\"\"\"Telemetry of Tea, written by `upshot generate` from plan 0123456789ab.\n");
        File.WriteAllText(folder["tea/_upshot/gone.py"], "");
        File.WriteAllText(folder["tea/own.py"], "");

        await Tools.Generate(TeaHouse.Plan, "python", folder.Path);

        Assert.False(File.Exists(folder["tea.py"]));
        Assert.False(File.Exists(folder["tea/_upshot/gone.py"]));
        Assert.True(File.Exists(folder["tea/own.py"]));
    }

    private static TemporaryFolder PlanOf(string product) => Changed("product: Tea", $"product: {product}");

    private static TemporaryFolder Changed(string what, string into)
    {
        var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(TeaHouse.Plan, "*", SearchOption.AllDirectories))
        {
            var path = folder[Path.GetRelativePath(TeaHouse.Plan, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, File.ReadAllText(file).Replace(what, into));
        }

        return folder;
    }

    internal static async Task<TemporaryFolder> Module(string plan, params string[] sources)
    {
        var folder = new TemporaryFolder();
        foreach (var source in sources)
        {
            File.Copy(Repository.PathTo($"test/polyglot-python/{source}"), folder[source.Replace(".txt", "")]);
        }

        await Tools.Generate(plan, "python", folder.Path);
        return folder;
    }

    [GeneratedRegex(@"^refused\.py:(\d+): error", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}
