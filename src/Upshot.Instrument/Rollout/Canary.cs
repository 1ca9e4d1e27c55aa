using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Upshot.Instrument.Rollout;

/// <summary>
/// Which processes are canaries of a signal: those for which SHA-256 over <c>signal, newline, service.instance.id</c>, its first
/// eight bytes as a fraction of 2^64, is below the share. So a process stays a canary while the share grows, and
/// different signals have different canaries.
/// </summary>
internal static class Canary
{
    public static bool Emits(string signal, string stage, double share, string instance) => stage switch
    {
        "on" => true,
        "canary" => Fraction(signal, instance) < share,
        _ => false,
    };

    internal static double Fraction(string signal, string instance)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{signal}\n{instance}"));

        // The upper 53 bits, so that the fraction is below 1 as a double too.
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) / (double)(1UL << 53);
    }
}
