using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>Plans with one sort of signal, or none: no part of the module is missing, and none is left over.</summary>
public sealed class SmallPlansTests
{
    public static TheoryData<string, string> Plans => new()
    {
        { "no signal", "" },
        { "a metric", """{ id: metric.tea.cups, type: metric, metric_name: tea.cups, instrument: counter, unit: "{cup}", stability: stable, brief: Cups.""" },
        { "an event", "{ id: event.tea.closed, type: event, name: tea.closed, stability: stable, brief: Closed." },
        { "a span", "{ id: span.tea.pour, type: span, span_kind: client, stability: stable, brief: Poured." },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Python_is_clean(string what, string signal)
    {
        Tools.NeedPython();
        using var plan = Plan(what, signal);
        using var folder = await PythonTests.Module(plan.Path);

        var ended = await Tools.Mypy(folder.Path, "-p", "tea");

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task TypeScript_is_clean(string what, string signal)
    {
        Tools.TypeScriptIn(Tools.NodeFolder);
        using var plan = Plan(what, signal);
        using var project = await TypeScriptTests.Project(plan.Path);

        var ended = await TypeScriptTests.Compile(project);

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    private static TemporaryFolder Plan(string what, string signal)
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["signals"]);
        Directory.CreateDirectory(folder["runbooks"]);
        File.Copy(Path.Combine(TeaHouse.Plan, "upshot.yaml"), folder["upshot.yaml"]);
        File.Copy(Path.Combine(TeaHouse.Plan, "runbooks", "brew.md"), folder["runbooks/brew.md"]);
        var group = signal.Length > 0 ? signal + ", annotations: { upshot: { owner: team, reason: a, decision: b } } }" : "";
        File.WriteAllText(folder["signals/tea.yaml"], $"# {what}\ngroups: [{group}]\n");
        return folder;
    }
}
