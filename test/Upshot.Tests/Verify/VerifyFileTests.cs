using Upshot.Commands;
using Upshot.Tests.Commands;
using Upshot.Tests.Running;

namespace Upshot.Tests.Verify;

/// <summary>Ratchet, suppressions and mutants: what stands in files beside the plan.</summary>
public sealed class VerifyFileTests : IAsyncLifetime
{
    private readonly SmallPlan _plan = new();

    public async ValueTask InitializeAsync() => Assert.Equal(0, (await _plan.Verify(_plan.Emit, "--record", _plan["run.otlp"])).Code);

    public ValueTask DisposeAsync()
    {
        _plan.Dispose();
        return default;
    }

    private Task<CommandAnswer> Verify(params string[] options) => InProcess.Run(VerifyCommand.Create(), ["--plan", _plan.Folder, "--from", _plan["run.otlp"], .. options]);

    [Fact]
    public async Task The_ratchet_holds_what_was_covered()
    {
        var ratchet = _plan["coverage.json"];
        Assert.Contains("Write it with --update-ratchet", (await Verify("--ratchet", ratchet)).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Verify("--ratchet", ratchet, "--update-ratchet")).Code);
        Assert.Equal(
            """
            {
              "signals": {
                "span.shop.pay": [
                  "shop.outcome"
                ]
              }
            }

            """.ReplaceLineEndings("\n"), await File.ReadAllTextAsync(ratchet, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await Verify("--ratchet", ratchet)).Code);

        await File.WriteAllTextAsync(ratchet, """{"signals": {"span.shop.pay": ["shop.outcome"], "span.shop.ship": []}}""", TestContext.Current.CancellationToken);
        var fell = await Verify("--ratchet", ratchet);
        Assert.Equal(2, fell.Code);
        Assert.Contains("error coverage-fell: span.shop.ship", fell.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(ratchet, "{}", TestContext.Current.CancellationToken);
        Assert.Contains("is not a ratchet file", (await Verify("--ratchet", ratchet)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suppressions_stand_beside_the_plan()
    {
        _plan.WriteSpan("shop.pay", "maybe");
        await File.WriteAllTextAsync(_plan["verify.yaml"], "suppress:\n  - { check: value-not-allowed, signal: span.shop.pay, reason: The new value comes with 2.0., until: 2999-12-31 }\n", TestContext.Current.CancellationToken);
        var ended = await _plan.Verify(_plan.Emit);
        Assert.Equal(0, ended.Code);
        Assert.Contains("1 problem suppressed", ended.Output, StringComparison.Ordinal);

        // The recording of before has the right value: the suppression is no longer needed.
        var unused = await Verify();
        Assert.Equal(2, unused.Code);
        Assert.Contains($"declared in {_plan.Folder}/verify.yaml:2", unused.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(_plan["verify.yaml"], "suppress:\n  - { check: values-not-allowed, until: tomorrow }\n", TestContext.Current.CancellationToken);
        var wrong = await Verify();
        Assert.Equal(1, wrong.Code);
        Assert.Equal(3, wrong.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Mutants_that_survive_fail()
    {
        var strict = await Verify("--mutate");
        Assert.Equal(0, strict.Code);
        Assert.Contains("mutants killed", strict.Output, StringComparison.Ordinal);

        // A plan that does not say of which kind the span is cannot find one of another kind.
        var signals = _plan["signals/shop.yaml"];
        await File.WriteAllTextAsync(signals, (await File.ReadAllTextAsync(signals, TestContext.Current.CancellationToken)).Replace("    span_kind: server\n", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_plan["upshot.yaml"], "product: Small\n", TestContext.Current.CancellationToken);
        var weak = await Verify("--mutate");
        Assert.Equal(2, weak.Code);
        Assert.Contains("survived retyped: span shop.pay of another kind\n  → Declare span_kind.", weak.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_checks_can_be_printed_and_stand_in_the_documentation()
    {
        var table = (await InProcess.Run(VerifyCommand.Create(), "--checks")).Output;
        Assert.Contains("| `broken-journey` |", table, StringComparison.Ordinal);
        Assert.Contains(table.ReplaceLineEndings("\n"), await File.ReadAllTextAsync(Repository.PathTo("docs/verify.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
