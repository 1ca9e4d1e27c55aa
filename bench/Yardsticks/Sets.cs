using Upshot.Yardsticks.Attributes;
using Upshot.Yardsticks.Causes;
using Upshot.Yardsticks.Delag;
using Upshot.Yardsticks.Lab;
using Upshot.Yardsticks.Nab;
using Upshot.Yardsticks.Petshop;
using Upshot.Yardsticks.Tcpd;
using Upshot.Yardsticks.Trains;

namespace Upshot.Yardsticks;

internal static class Sets
{
    /// <summary>Name (of the folder, where there is one), whether it reads files, and how it is measured.</summary>
    public static IReadOnlyList<(string Name, bool IsFile, Func<string, IEnumerable<Figure>> Run)> All { get; } =
    [
        ("tcpd", true, TcpdYardstick.Run),
        ("nab", true, NabYardstick.Run),
        ("delag", true, DelagYardstick.Run),
        ("petshop", true, PetshopYardstick.Run),
        ("lab", false, LabYardstick.Run),
        ("trains", false, TrainsYardstick.Run),
        ("attributes", false, AttributesYardstick.Run),
        ("causes", false, CausesYardstick.Run),
    ];
}
