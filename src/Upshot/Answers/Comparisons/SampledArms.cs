using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Comparisons;

/// <summary>Requests that senders sampled count as what was observed, not as what they stand for: each row is told by how much less it says.</summary>
internal static class SampledArms
{
    /// <param name="windows">The two versions', then those of earlier releases.</param>
    /// <param name="arms">What was counted in each of them.</param>
    public static async Task<IReadOnlyList<ArmEvidence>> OfAsync(AnswerService asked, IReadOnlyList<BlockWindow> windows, IReadOnlyList<ArmEvidence> arms, CancellationToken cancellation)
    {
        // Nearly nobody samples before sending; then earlier releases need not be asked about.
        List<IReadOnlyList<SampledClass>> sampled = [.. await asked.AskAsync(new SamplingQuestion([.. windows.Take(2)]), cancellation)];
        if (sampled.TrueForAll(s => s.Count == 0))
        {
            return arms;
        }

        sampled.AddRange(await asked.AskAsync(new SamplingQuestion([.. windows.Skip(2)]), cancellation));
        return [.. arms.Zip(sampled, Told)];
    }

    /// <summary>Over all requests of an arm.</summary>
    public static double DesignEffect(ArmEvidence arm) => arm.Replicates.Sum(r => r.Count) is > 0 and var all ? arm.Replicates.Sum(r => r.DesignEffect * r.Count) / all : 1;

    private static ArmEvidence Told(ArmEvidence arm, IReadOnlyList<SampledClass> sampled)
    {
        var (all, errors) = (arm.Replicates.Sum(r => (double)r.Count), arm.Replicates.Sum(r => (double)r.Errors));
        var effect = Decide.Comparison.Sampling.DesignEffect.Of(sampled, errors, all - errors);
        return effect == Decide.Comparison.Sampling.DesignEffect.None ? arm
            : arm with { Replicates = [.. arm.Replicates.Select(r => r with { DesignEffect = effect.Requests, ErrorDesignEffect = effect.Errors })] };
    }
}
