using Upshot.Plan.Folders;
using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>Names that are keywords, built in or the module's own, and text that would end a string or a comment: test/polyglot/hostile.</summary>
public sealed class HostileNamesTests
{
    private static readonly string s_plan = Repository.PathTo("test/polyglot/hostile");

    [Fact]
    public async Task TypeScript_keeps_them_apart_and_emits_them_as_they_are()
    {
        using var project = await TypeScriptTests.Project(s_plan, "hostile.ts");
        var compiled = await TypeScriptTests.Compile(project);
        Assert.True(compiled.Code == 0, compiled.Output + compiled.Errors);

        await CheckSpans(project, "string", server => Tools.Run("node", ["out/hostile.js"], project.Path, server));
    }

    [Fact]
    public async Task Python_keeps_them_apart_and_emits_them_as_they_are()
    {
        Tools.NeedPython();
        using var folder = await PythonTests.Module(s_plan, "hostile.py");
        var environment = Tools.PythonEnvironment();
        var clean = await Tools.Mypy(folder.Path, "-p", "class_", "-m", "hostile");
        Assert.True(clean.Code == 0, clean.Output + clean.Errors);

        await CheckSpans(folder, "", server => Tools.Run("python3", ["hostile.py"], folder.Path, new Dictionary<string, string>(environment.Concat(server))));
    }

    private static async Task CheckSpans(TemporaryFolder folder, string failed, Func<Dictionary<string, string>, Task<Ended>> run)
    {
        await using var server = await RunningServer.Start(folder["data"], s_plan);
        var ended = await run(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = server.OtlpHttp.ToString() });
        Assert.True(ended.Code == 0, ended.Output + ended.Errors);

        var allowed = PlanReader.Read(s_plan).Plan.Attributes.Single(a => a.Name == "none").AllowedValues.Select(v => v.Value);
        var emitted = await server.Query("""SELECT "none", count(*) FROM spans WHERE name = 'error' GROUP BY 1""");
        Assert.Equal(allowed.Order(StringComparer.Ordinal), emitted.Select(row => row[0].GetString()).Order(StringComparer.Ordinal));
        var bare = (await server.Query("SELECT * EXCLUDE (trace_id) FROM spans WHERE name = 'error' AND self = 'me' LIMIT 1"))[0];
        Assert.DoesNotContain(bare.EnumerateArray(), cell => cell.ToString().Contains("function", StringComparison.Ordinal) || cell.ToString().Contains("native", StringComparison.Ordinal));
        var whole = (await server.Query("SELECT cls, parent, error, constructor, str, arguments FROM spans WHERE name = 'error' AND self = 'all'"))[0];
        Assert.Equal(["c", "1", "late", "made"], whole.EnumerateArray().Take(4).Select(cell => cell.ToString()));
        Assert.Matches("^[0-9a-f]{32}$", whole[4].GetString());

        // Text that is thrown is no sort of failure.
        Assert.Equal(failed, (await server.Query("SELECT error_type FROM spans WHERE name = 'map' ORDER BY start_time"))[0][0].GetString());
    }
}
