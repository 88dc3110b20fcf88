namespace Autograd.Nn;

/// <summary>A path's number, by which streams fork: the same in every process, which string.GetHashCode is not (FNV-1a).</summary>
internal static class PathHash
{
    internal static ulong Of(string path)
    {
        ulong hash = 14695981039346656037;
        foreach (char character in path)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        return hash;
    }
}
