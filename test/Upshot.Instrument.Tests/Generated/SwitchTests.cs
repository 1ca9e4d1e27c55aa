using System.Collections.Concurrent;
using TeaHouse;
using Upshot.Instrument.Testing;

namespace Upshot.Instrument.Tests.Generated;

// Switches are the process's: these tests use signals that no other test does.
public class SwitchTests
{
    [Fact]
    public void What_the_plan_has_switched_off_and_a_canary_are_silent_until_somebody_says_so()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        Run();
        Assert.Empty(telemetry.Spans);
        TeaPlan.Switch(Tea.Hidden.Signal, true);

        // Another assembly finds the switch without a reference to generated code.
        ((ConcurrentDictionary<string, bool[]>)AppContext.GetData("Upshot.Rollout")!)[Tea.Experiment.Signal][0] = true;
        Run();
        Assert.Equal([Tea.Experiment.Signal, Tea.Hidden.Signal], telemetry.Spans.Select(s => s.Signal).Order());
        TeaPlan.Switch(Tea.Hidden.Signal, false);
        TeaPlan.Switch(Tea.Experiment.Signal, false);
        Run();
        Assert.Equal(2, telemetry.Spans.Count);

        static void Run()
        {
            using var hidden = Tea.Hidden.Start();
            hidden.Succeed();
            using var experiment = Tea.Experiment.Start();
            experiment.Succeed();
        }
    }

    [Fact]
    public void The_assembly_says_what_it_was_generated_from()
    {
        var metadata = typeof(TeaPlan).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false).Cast<System.Reflection.AssemblyMetadataAttribute>().ToLookup(a => a.Key, a => a.Value);
        Assert.Equal($"Tea@{TeaPlan.Digest}", Assert.Single(metadata["Upshot.Plan"]));
        Assert.Contains("span.tea.experiment@1 canary 0.5", metadata["Upshot.Signal"]);
        Assert.Contains("span.tea.hidden@1 off 0.1", metadata["Upshot.Signal"]);
    }
}
