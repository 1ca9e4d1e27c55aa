using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;

namespace Upshot.Server;

/// <summary>
/// One of several servers over one data directory. The one that has its lock leads: it takes telemetry, evaluates alerts and tells of them. The operating system lets go of the lock when
/// its process ends, however it ends; then the next one opens the directory and goes on with the same episodes, incidents and notifications.
/// </summary>
internal static class StandBy
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    public static async Task UntilFreeAsync(string directory, TextWriter said, TimeProvider time, CancellationToken cancellation)
    {
        if (!DirectoryLock.IsHeld(directory))
        {
            return;
        }

        await said.WriteLineAsync($"Standing by: another server has the data directory {Path.GetFullPath(directory)}. This one takes its place when it ends.");
        while (DirectoryLock.IsHeld(directory))
        {
            await Task.Delay(s_between, time, cancellation);
        }
    }

    /// <summary>Starts; where another one that stood by was faster, stands by again.</summary>
    public static async Task<UpshotServer> StartAsync(Func<Task<UpshotServer>> start, bool standby, string directory, TextWriter said, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await start();
            }
            catch (Exception e) when (standby && e is (StoreException or AddressInUseException) && DirectoryLock.IsHeld(directory))
            {
                await UntilFreeAsync(directory, said, time, cancellation);
            }
        }
    }
}
