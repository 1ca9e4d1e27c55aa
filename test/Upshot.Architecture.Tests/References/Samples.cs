#pragma warning disable IDE0051, IDE0130, CS0169, CA1812, CA1823, CA1852

namespace Upshot.Architecture.Tests.Samples.Target
{
    internal class Wanted
    {
        public static int Count => 1;
    }

    internal sealed class WantedAttribute : Attribute;
}

namespace Upshot.Architecture.Tests.Samples.Innocent
{
    internal static class Sample
    {
        public static int Count => 2;
    }
}

namespace Upshot.Architecture.Tests.Samples.InABody
{
    internal static class Sample
    {
        public static int Of() => Target.Wanted.Count + 1;
    }
}

namespace Upshot.Architecture.Tests.Samples.InASignature
{
    internal static class Sample
    {
        public static void Take(Target.Wanted[] wanted) => _ = wanted.Length;
    }
}

namespace Upshot.Architecture.Tests.Samples.InAField
{
    internal sealed class Sample
    {
        private readonly Target.Wanted? _wanted;
    }
}

namespace Upshot.Architecture.Tests.Samples.InAGenericArgument
{
    internal static class Sample
    {
        public static object Of() => new Dictionary<string, List<Target.Wanted>>();
    }
}

namespace Upshot.Architecture.Tests.Samples.InABaseType
{
    internal sealed class Sample : Target.Wanted;
}

namespace Upshot.Architecture.Tests.Samples.InAnAttribute
{
    [Target.Wanted]
    internal static class Sample;
}

namespace Upshot.Architecture.Tests.Samples.InAConstraint
{
    internal static class Sample
    {
        public static void Take<T>(T value)
            where T : Target.Wanted => _ = value;
    }
}

namespace Upshot.Architecture.Tests.Samples.InALambda
{
    internal static class Sample
    {
        public static Func<int, int> Of(int more) => n => n + more + Target.Wanted.Count;
    }
}

namespace Upshot.Architecture.Tests.Samples.BehindASwitch
{
    internal static class Sample
    {
        public static int Of(int n)
        {
            switch (n)
            {
                case 0: return 5;
                case 1: return 3;
                case 2: return 8;
                case 3: return 1;
                case 4: return 9;
                case 5: return 2;
                default: return Target.Wanted.Count;
            }
        }
    }
}
