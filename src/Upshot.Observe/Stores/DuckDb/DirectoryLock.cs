namespace Upshot.Observe.Stores.DuckDb;

/// <summary>One store at a time has a data directory; the operating system lets go of the lock when its process ends, however it ends.</summary>
public static class DirectoryLock
{
    private const int Tries = 5;
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether a process has it now; looking takes it from nobody.</summary>
    public static bool IsHeld(string directory)
    {
        try
        {
            using var shared = new FileStream(Path.Combine(directory, "lock"), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException e) when (IsHeld(e))
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <exception cref="StoreException">Somebody else has it.</exception>
    internal static IDisposable Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            for (var left = Tries; ; left--)
            {
                try
                {
                    return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException e) when (left > 1 && IsHeld(e))
                {
                    // Somebody who waits for it may look at this moment.
                    Thread.Sleep(s_between);
                }
            }
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new StoreException($"The data directory {directory} is in use by another process. Stop it, choose another directory with --data, or ask the running server with --server.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data directory {directory} cannot be written: {e.Message.TrimEnd('.')}. Choose another one with --data.", e);
        }
    }

    private static bool IsHeld(IOException e)
    {
        // ERROR_SHARING_VIOLATION, and EWOULDBLOCK as the kernel numbers it: all that .NET tells them apart by.
        const int windows = unchecked((int)0x80070020), linux = 11, mac = 35;
        return e.HResult == (OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? mac : linux);
    }
}
