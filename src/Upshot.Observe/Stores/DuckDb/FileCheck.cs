using Upshot.Observe.Files;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>What became of a sealed file since it was sealed.</summary>
internal enum FileCondition
{
    Whole,
    Damaged,
    Missing,
}

/// <summary>
/// Proves that a sealed file is what was sealed. A proof holds for as long as the file's identity does not change, so a file is
/// read as a whole once, when it is first asked, and after that costs a look at its times.
/// </summary>
internal static class FileCheck
{
    /// <param name="again">Whether the file is read even though it was proven before.</param>
    public static FileCondition Of(SealedFile file, bool again = false)
    {
        if (!again && file.ProvenAs is { } before && FileIdentity.Of(file.Path) == before)
        {
            return FileCondition.Whole;
        }

        // Several questions at once read a file once.
        return (again ? file.ProvingAgain : file.Proving).Run(() => Prove(file, again));
    }

    private static FileCondition Prove(SealedFile file, bool again)
    {
        if (FileIdentity.Of(file.Path) is not { IsFile: true } identity)
        {
            return FileCondition.Missing;
        }

        if (!again && file.ProvenAs is { } before && identity == before)
        {
            return FileCondition.Whole;
        }

        file.ProvenAs = null;
        if (identity.Size != file.Bytes || !HasHash(file))
        {
            return File.Exists(file.Path) ? FileCondition.Damaged : FileCondition.Missing;
        }

        // The identity was taken before the file was read: what changed meanwhile is read again by the next question.
        file.ProvenAs = identity;
        return FileCondition.Whole;
    }

    private static bool HasHash(SealedFile file)
    {
        try
        {
            var hash = Checksum.OfFile(file.Path);
            file.Hash ??= hash;
            return hash == file.Hash;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException || IsBadBlock(e))
        {
            return false;
        }
    }

    // EIO as the kernel numbers it: the disk cannot read it. Too many open files, say, is no damage.
    private static bool IsBadBlock(Exception e) => e is IOException && e.HResult is 5 or unchecked((int)0x8007045D) or unchecked((int)0x80070017);
}
