namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class WindowOps
{
    public static OpDefinition[] All =>
    [
    ];
}
