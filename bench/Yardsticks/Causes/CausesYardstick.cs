using Upshot.Decide.Explanations;
using Upshot.Decide.Retiming;

namespace Upshot.Yardsticks.Causes;

/// <summary>
/// Causes of each kind in drawn systems of services: whether the first cause that an explanation names is the seeded one, of its kind, at its path, with what it adds within a tenth. Beside it, what
/// nobody waits for is blamed, and runs of the same code are said to differ.
/// </summary>
internal static class CausesYardstick
{
    private const int Runs = 25;
    private const int Traces = 800;

    public static IEnumerable<Figure> Run(string folder)
    {
        var (blamed, all) = (0, 0);
        foreach (var kind in Enum.GetValues<CauseKind>())
        {
            int[] right = [0, 0, 0, 0, 0];
            var seed = 0;
            for (var runs = 0; runs < Runs;)
            {
                if (SeededCase.Draw(++seed, kind, Traces) is not { } drawn)
                {
                    continue;
                }

                runs++;
                var explanation = Explanation.Between(drawn.Baseline, drawn.Candidate);
                var causes = explanation.Causes;
                var (path, named, size) = Marks(drawn, kind, causes.Count > 0 ? causes[0] : null);
                right[0] += path ? 1 : 0;
                right[1] += named ? 1 : 0;
                right[2] += size ? 1 : 0;
                right[3] += path && named && size ? 1 : 0;
                right[4] += causes.Count > 0 && FixTest.IsPassed(FixTest.Explained(explanation, causes[0], drawn.Candidate), causes[0]) ? 1 : 0;
                blamed += causes.Any(c => c.Path[^1] == "[front] refresh" || (c.Path[^1] == "[front] audit" && c.Kind != CauseKind.AsyncTail)) ? 1 : 0;
                all++;
            }

            yield return new Figure("causes", $"{kind}: path, kind, size right of {Runs}", right[3] / (double)Runs, 0.95);
            yield return new Figure("causes", $"{kind}: path | kind {right[1] / (double)Runs:0.00} | size {right[2] / (double)Runs:0.00} | passes the fix test {right[4] / (double)Runs:0.00}", right[0] / (double)Runs);
        }

        yield return new Figure("causes", "what nobody waits for is blamed", blamed / (double)all, 0);
        foreach (var processes in new[] { 1, 3 })
        {
            var claims = Enumerable.Range(1, 100).Count(seed => SeededCase.Same(seed, 120, processes, 0.03) is var (one, other) && Explanation.Between(one, other).IsShown);
            yield return new Figure("causes", $"the same code is said to differ, {processes} processes 3 % apart", claims / 100.0, 0.01);
        }
    }

    /// <summary>Path, kind and size of what is named first.</summary>
    public static (bool Path, bool Kind, bool Size) Marks(SeededCase drawn, CauseKind kind, NamedCause? first) =>
        first is null ? default : (first.Path.SequenceEqual(drawn.Path), first.Kind == kind, Math.Abs((first.Nanos / 1e6 / drawn.Millis) - 1) <= 0.1);
}
