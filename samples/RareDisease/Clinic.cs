using Autograd.Nn;

namespace RareDisease;

/// <summary>Patients to train on and others to test on: 21 features, and the class of each, counted from 0.</summary>
internal sealed record Clinic(string Name, string[] ClassNames, TensorDataset Train, TensorDataset Test)
{
    /// <summary>How many features a patient has.</summary>
    internal const int FeatureCount = 21;

    /// <summary>How many classes there are.</summary>
    internal const int ClassCount = 3;

    /// <summary>How many patients of a data set each class has.</summary>
    internal static int[] ClassSizes(ReadOnlySpan<long> labels)
    {
        int[] sizes = new int[ClassCount];
        foreach (long label in labels)
        {
            sizes[label]++;
        }

        return sizes;
    }
}
