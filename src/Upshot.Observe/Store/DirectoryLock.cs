namespace Upshot.Observe.Store;

/// <summary>One store at a time has a data directory; the operating system lets go of the lock when its process ends, however it ends.</summary>
internal static class DirectoryLock
{
    /// <exception cref="StoreException">Somebody else has it.</exception>
    public static IDisposable Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StoreException($"The data directory {directory} cannot be written: {e.Message}. Choose another one with --data.", e);
        }
        catch (IOException e)
        {
            throw new StoreException($"The data directory {directory} is in use by another process ({e.Message.TrimEnd('.')}). Stop it, choose another directory with --data, or ask the running server with --server.", e);
        }
    }
}
