using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb.Backup;

namespace Upshot.Server;

/// <summary>What a backup consists of now.</summary>
/// <param name="NewFiles">Those that were not there before.</param>
internal sealed record BackupDone(DateTimeOffset TakenAt, int Files, long Bytes, int NewFiles, long NewBytes);

/// <summary>The folder that a backup goes to, at the end of whoever asked for it.</summary>
internal static class BackupTarget
{
    /// <summary>Asks for what the folder lacks and takes it in.</summary>
    /// <param name="ask">Sends the question, and gives the answer's bytes as they come.</param>
    /// <exception cref="BackupException">The folder cannot take it, or what came is not whole; the folder is as it was.</exception>
    public static async Task<BackupDone> TakeAsync(string folder, Func<BackupQuestion, Task<Stream>> ask, CancellationToken cancellation)
    {
        var have = BackupFolder.Prepare(folder);
        await using var tar = await ask(new(have));
        var (contents, news) = await BackupFolder.ReceiveAsync(folder, tar, cancellation);
        return new(contents.TakenAt, contents.Files.Count, contents.Files.Sum(f => f.Length), news.Count, news.Sum(f => f.Length));
    }
}
