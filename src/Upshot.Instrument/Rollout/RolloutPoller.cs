using Microsoft.Extensions.Logging;

namespace Upshot.Instrument.Rollout;

/// <summary>Asks again and again. A server that is away changes nothing: what was last said holds.</summary>
internal sealed class RolloutPoller(RolloutClient client, RolloutState state, string instance, TimeSpan every, TimeProvider time, Random chance, ILogger log)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            var said = await client.AskAsync(cancellation);
            if (said is not null)
            {
                if (failures > 0)
                {
                    log.LogInformation("The Upshot server answers again; stages of signals are up to date.");
                }

                failures = 0;
                state.Apply(said, instance);
            }
            else if (failures++ == 0)
            {
                log.LogInformation("The Upshot server cannot be asked about the rollout of signals; their last known stages hold.");
            }

            await Task.Delay(Pause.After(failures, every, chance.NextDouble()), time, cancellation);
        }
    }
}
