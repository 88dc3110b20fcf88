namespace RareDisease;

/// <summary>Patients: features row by row, and the class of each, counted from 0.</summary>
internal sealed record Samples(float[] Features, long[] Labels)
{
    /// <summary>How many features a patient has.</summary>
    internal const int FeatureCount = 21;

    /// <summary>How many classes there are.</summary>
    internal const int ClassCount = 3;

    /// <summary>How many patients there are.</summary>
    internal int Count => Labels.Length;

    /// <summary>How many patients each class has.</summary>
    internal int[] ClassSizes
    {
        get
        {
            int[] sizes = new int[ClassCount];
            foreach (long label in Labels)
            {
                sizes[label]++;
            }

            return sizes;
        }
    }

    /// <summary>The share of each class.</summary>
    internal double[] ClassFrequencies => Array.ConvertAll(ClassSizes, size => (double)size / Count);
}

/// <summary>What is trained on and what is tested on.</summary>
internal sealed record Clinic(string Name, string[] ClassNames, Samples Train, Samples Test);
