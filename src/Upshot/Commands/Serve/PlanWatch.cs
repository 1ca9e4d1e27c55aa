using Upshot.Plan.Folders;

namespace Upshot.Commands.Serve;

/// <summary>
/// Notices that files of the plan were changed. It looks at what they say rather than wait to be told: volumes of containers swap links, network
/// file systems tell nobody, and an editor that writes a file in two steps must not make a plan of the first.
/// </summary>
internal static class PlanWatch
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <param name="digest">The plan that counts when this begins.</param>
    /// <param name="changed">Called when the files differ from when it was called last, and have stayed the same from one look to the next.</param>
    public static async Task RunAsync(string folder, string digest, Func<Task> changed, TimeProvider time, CancellationToken cancellation)
    {
        var (handled, seen) = (digest, digest);
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var now = PlanReader.Digest(folder);
            if (now != handled && now == seen)
            {
                handled = now;
                await changed();
            }

            seen = now;
        }
    }
}
