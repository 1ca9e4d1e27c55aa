using MathNet.Numerics.LinearAlgebra;

namespace Upshot.Decide.Comparison.Concurrent;

/// <summary>
/// Versions that were together for only a part of the time, as in a rolling deploy: processes come and go, and their plain means stand for different
/// hours. Generalised least squares with the block of time and the version as fixed effects, and the covariance of the blocks of one process as
/// it was learnt.
/// </summary>
/// <remarks>A. C. Aitken, "On least squares and linear combination of observations", Proceedings of the Royal Society of Edinburgh 55 (1935).</remarks>
internal static class PartialOverlap
{
    /// <returns>The difference of the versions and its variance; null where no block holds both.</returns>
    public static (double Difference, double Variance)? Fit(BlockTable table, BlockCovariance covariance)
    {
        var blocks = table.Blocks;
        var information = Matrix<double>.Build.Dense(blocks + 1, blocks + 1);
        var score = Vector<double>.Build.Dense(blocks + 1);
        var used = new bool[blocks];
        for (var i = 0; i < table.Processes; i++)
        {
            Add(table, covariance, i, information, score, used);
        }

        // Blocks that nobody ran in say nothing; their effect is put at zero.
        for (var j = 0; j < blocks; j++)
        {
            if (!used[j])
            {
                information[j, j] = 1;
            }
        }

        if (!double.IsFinite(information.FrobeniusNorm()))
        {
            return null;
        }

        // The version's information that the blocks leave over (Schur complement): none means no overlap.
        var top = information.SubMatrix(0, blocks, 0, blocks);
        var side = information.SubMatrix(0, blocks, blocks, 1);
        var solved = top.Cholesky();
        var left = solved.Solve(side);
        var schur = information[blocks, blocks] - (side.Transpose() * left)[0, 0];
        if (schur <= 1e-9 * information[blocks, blocks] || schur <= 0)
        {
            return null;
        }

        var rest = score[blocks] - (left.Column(0) * score.SubVector(0, blocks));
        return (rest / schur, 1 / schur);
    }

    private static void Add(BlockTable table, BlockCovariance covariance, int process, Matrix<double> information, Vector<double> score, bool[] used)
    {
        var at = new List<int>(table.Blocks);
        for (var j = 0; j < table.Blocks; j++)
        {
            if (!double.IsNaN(table.Values[process, j]))
            {
                at.Add(j);
                used[j] = true;
            }
        }

        if (at.Count == 0)
        {
            return;
        }

        var v = Matrix<double>.Build.Dense(at.Count, at.Count, (a, b) => covariance.At(Math.Abs(at[a] - at[b]), table.Requests[process, at[a]]));
        var inverse = v.Inverse();
        var arm = table.Blocks;
        for (var a = 0; a < at.Count; a++)
        {
            var (row, weighted) = (0.0, 0.0);
            for (var b = 0; b < at.Count; b++)
            {
                information[at[a], at[b]] += inverse[a, b];
                row += inverse[a, b];
                weighted += inverse[a, b] * table.Values[process, at[b]];
            }

            score[at[a]] += weighted;
            if (table.IsCandidate[process])
            {
                information[at[a], arm] += row;
                information[arm, at[a]] += row;
                information[arm, arm] += row;
                score[arm] += weighted;
            }
        }
    }
}
