using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Upshot.Plan.Folders;

/// <summary>Which plan a number was judged by: SHA-256 over paths and contents, the first 12 hex digits.</summary>
internal static class PlanDigest
{
    public static string Of(IEnumerable<PlanFile> files)
    {
        using var hash = SHA256.Create();
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            // The lengths keep one file's end and the next one's beginning apart.
            // A checkout on Windows is the same plan.
            var text = Encoding.UTF8.GetBytes(file.Text.Replace("\r\n", "\n"));
            var path = Encoding.UTF8.GetBytes(file.Path);
            Feed(hash, Encoding.ASCII.GetBytes(string.Format(CultureInfo.InvariantCulture, "{0} {1}\n", path.Length, text.Length)));
            Feed(hash, path);
            Feed(hash, text);
        }

        hash.TransformFinalBlock([], 0, 0);
        return BitConverter.ToString(hash.Hash!, 0, 6).Replace("-", "").ToLowerInvariant();
    }

    private static void Feed(HashAlgorithm hash, byte[] bytes) => hash.TransformBlock(bytes, 0, bytes.Length, null, 0);
}
